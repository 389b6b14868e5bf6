import type { FastifyRequest } from "fastify";
import type { Refusal } from "../../domain/refusal.js";
import { invalidInput } from "../invalid-fields.js";
import { HttpProblem } from "../problem.js";
import { preconditionOf } from "./headers.js";
import { inBody, problemOf, type Places } from "./refusals.js";

/** The optimistic lock of a request, and how it is told that it did not hold. */
export interface ExpectedVersion {
  /** null: whichever. */
  readonly version: number | null;
  /** 412 where the header said it, 409 where the body did. */
  refuse(refusals: readonly Refusal[], places: Places): HttpProblem;
}

/** By If-Match, or by `expectedVersion` in the body, not by both. */
export function expectedVersionOf(request: FastifyRequest, inField: number | null = null): ExpectedVersion {
  const precondition = preconditionOf(request);
  if (precondition === "none") {
    return { version: inField, refuse: (refusals, places) => problemOf(refusals, places) };
  }
  if (inField !== null) {
    const detail = "Must not be given beside If-Match.";
    const where = { ...inBody("expectedVersion"), pointer: "#/expectedVersion" };
    throw invalidInput([{ code: "INVALID_INPUT", detail, ...where }]);
  }
  const header = { in: "header", field: "If-Match" } as const;
  if (precondition === "never") {
    const detail = "No item has this ETag: it is weak, or not one of this service.";
    const errors = [{ code: "STALE_VERSION", detail, ...header } as const];
    throw new HttpProblem("STALE_VERSION", detail, { status: 412, errors });
  }
  return {
    version: precondition.version,
    refuse(refusals, places) {
      const stale = refusals[0]?.code === "STALE_VERSION";
      return problemOf(refusals, { ...places, expectedVersion: header }, stale ? 412 : undefined);
    },
  };
}
