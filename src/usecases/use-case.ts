import type { UnitOfWork } from "../ports/unit-of-work.js";
import type { Submission } from "../ports/unit-of-work.js";

/** What use cases are given once, at start. */
export interface UseCaseDeps {
  readonly unitOfWork: UnitOfWork;
  readonly defaults: { readonly lowStockThreshold: number; readonly reservationTtlSeconds: number };
}

/** Who calls; each edge makes one per request. */
export type Caller = Omit<Submission, "idempotencyKey">;

/** Every verb's input may carry one. */
export interface Idempotent {
  readonly idempotencyKey?: string | null | undefined;
}
