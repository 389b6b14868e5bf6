import type { Refusal } from "../../domain/refusal.js";
import { HttpProblem, pointerTo, type ProblemPart } from "../problem.js";
import { toInventoryItem } from "./schemas/item.js";

type Place = Pick<ProblemPart, "in" | "field">;

/** Where in the request each field of the use case's input was, by its path with dots. */
export type Places = Readonly<Record<string, Place>>;

export const inBody = (field: string): Place => ({ in: "body", field });
export const inPath = (field: string): Place => ({ in: "path", field });

const EVERYWHERE: Places = { idempotencyKey: { in: "header", field: "Idempotency-Key" } };

/** What a use case refused, in the words of the request. */
export function problemOf(refusals: readonly Refusal[], places: Places, status?: number): HttpProblem {
  const [first] = refusals;
  if (!first) throw new Error("A refusal without a reason");
  const { shortage, current } = first;
  const more = { ...shortage, ...(current && { current: toInventoryItem(current) }) };
  return new HttpProblem(first.code, first.message, {
    ...(status !== undefined && { status }),
    errors: refusals.map((refusal) => partOf(refusal, { ...places, ...EVERYWHERE })),
    more,
  });
}

function partOf({ code, message, field }: Refusal, places: Places): ProblemPart {
  const named = field.join(".");
  const place = places[named] ?? inBody(named);
  const pointer = place.in === "body" ? { pointer: pointerTo(place.field.split(".")) } : {};
  return { code, detail: message, ...place, ...pointer };
}
