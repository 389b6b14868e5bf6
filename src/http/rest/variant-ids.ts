import { Type } from "@sinclair/typebox";
import { MAX_LINES } from "../../domain/validate.js";
import { invalidInput } from "../invalid-fields.js";
import { pointsOfItems } from "./rates.js";
import { opaqueId } from "./schemas/fields.js";

/** As many as GraphQL takes at once. */
export const MAX_IDS = MAX_LINES;

export const VariantIds = Type.Object(
  {
    productVariantIds: Type.Array(opaqueId("The product service's id.", "mug-red"), {
      ...{ minItems: 1, maxItems: MAX_IDS, examples: [["mug-red", "mug-blue"]] },
      description: `1 to ${MAX_IDS} ids with commas between. An id that has a comma in it is asked for by its own address.`,
    }),
  },
  // One parameter, as OpenAPI says it.
  { additionalProperties: false, style: "form", explode: false },
);

/** Still as it was sent; a comma separates also where a client has percent-encoded it, as many do. */
export function splitIds(query: unknown): string[] {
  const { productVariantIds: sent } = query as { readonly productVariantIds?: string | string[] };
  return [sent ?? []].flat().flatMap((list) => list.split(","));
}

/** What is refused for its length costs as much as the longest that is not: a mistake locks nobody out. */
export const pointsOfIds = (count: number): number => pointsOfItems(Math.min(count, MAX_IDS));

/** Before each of them is looked at. */
export function refuseTooMany(count: number, where: { in: "body" | "query"; field: string }): void {
  if (count <= MAX_IDS) return;
  const detail = `Must be at most ${MAX_IDS}, not ${count}.`;
  const pointer = where.in === "body" ? { pointer: "#" } : {};
  throw invalidInput([{ code: "LIMIT_EXCEEDED", detail, ...where, ...pointer }]);
}
