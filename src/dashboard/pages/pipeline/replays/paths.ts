import { idsIn } from "../../../ui/ids-in.js";
import type { Draft } from "./draft.js";

/** Of which paths in the input each field of the form shows the errors. */
export function pathsOf(draft: Draft) {
  const { types, variants } = draft;
  return {
    queue: ["queue"],
    afterPosition: ["afterPosition"],
    since: ["since"],
    untilPosition: ["untilPosition"],
    types: ["types", ...types.map((_, index) => `types.${index}`)],
    variants: ["productVariantIds", ...idsIn(variants).map((_, index) => `productVariantIds.${index}`)],
    pace: ["eventsPerSecond"],
  } as const satisfies Record<string, readonly string[]>;
}
