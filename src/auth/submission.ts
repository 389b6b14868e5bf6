import type { Instant } from "../domain/model.js";
import { currentDeadline } from "../lib/deadline.js";
import type { Submission } from "../ports/unit-of-work.js";
import type { Origin } from "./origin.js";
import type { Principal } from "./principal.js";
import type { Scope } from "./scopes.js";

/** A command that has waited so long is not begun any more: its caller has given up. */
const PATIENCE_MS = 15_000;

interface Occasion {
  readonly origin: Origin;
  /** That the table of rights asks for what is done. */
  readonly right: Scope;
  /** By the clock that decides when commands are too late. */
  readonly now: Instant;
}

/** Whom commands are submitted for. */
export function submissionOf(
  { subject, scopes, warehouses }: Principal,
  { origin, right, now }: Occasion,
): Omit<Submission, "idempotencyKey"> {
  const patience = Math.min(PATIENCE_MS, currentDeadline()?.leftMs ?? Infinity);
  return {
    ...{ subject, right, ...origin, causationId: null, userId: null },
    ...{ warehouses, mayAdjust: scopes.has("inventory:adjust"), deadline: now + patience },
  };
}
