import type { ReplayEventsInput } from "../../../generated/graphql.js";
import { idsIn } from "../../../ui/ids-in.js";

/** What stands in the form, as it was typed. */
export interface Draft {
  readonly queue: string;
  readonly from: "OLDEST" | "POSITION" | "TIME";
  readonly afterPosition: string;
  /** A moment of the browser's own time zone, as its input has it: 2026-11-20T08:30. */
  readonly since: string;
  readonly untilPosition: string;
  readonly types: readonly string[];
  readonly variants: string;
  readonly pace: string;
}

export const EMPTY: Draft = {
  queue: "",
  from: "OLDEST",
  afterPosition: "",
  since: "",
  untilPosition: "",
  types: [],
  variants: "",
  pace: "",
};

/** The input without its key; what was left empty is left out. */
export function inputOf(draft: Draft): Omit<ReplayEventsInput, "idempotencyKey"> {
  const { queue, from, afterPosition, since, untilPosition, types, pace } = draft;
  const ids = idsIn(draft.variants);
  return {
    queue: queue.trim(),
    ...(from === "POSITION" && { afterPosition: afterPosition.trim() }),
    ...(from === "TIME" && { since: new Date(since).toISOString() }),
    ...(untilPosition.trim() !== "" && { untilPosition: untilPosition.trim() }),
    ...(types.length > 0 && { types: [...types] }),
    ...(ids.length > 0 && { productVariantIds: ids }),
    ...(pace.trim() !== "" && { eventsPerSecond: Number(pace) }),
  };
}

/** What cannot even be asked; the service judges the rest. By the path in the input. */
export function faultsOf(draft: Draft): Readonly<Record<string, string | null>> {
  const { queue, from, afterPosition, since, untilPosition, pace } = draft;
  return {
    queue: queue.trim() === "" ? "Name the queue to send to." : null,
    afterPosition: from === "POSITION" && !isPosition(afterPosition) ? NO_POSITION : null,
    since: from === "TIME" && Number.isNaN(Date.parse(since)) ? "Name a day and a time." : null,
    untilPosition: untilPosition.trim() !== "" && !isPosition(untilPosition) ? NO_POSITION : null,
    eventsPerSecond: /^\d{0,9}$/.test(pace.trim()) ? null : "A whole number is needed.",
  };
}

const NO_POSITION = "A position is a whole number.";

function isPosition(text: string): boolean {
  return /^\d{1,15}$/.test(text.trim());
}
