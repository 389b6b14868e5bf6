import { MAX_TTL_SECONDS, type Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface ExtendReservationInput extends Idempotent {
  readonly reservationId: string;
  /** From now on; 0 = the hold never expires. */
  readonly ttlSeconds: number;
}

/** Lets a hold last longer, never shorter; RESERVATION_CLOSED once it is over. */
export function extendReservation(
  deps: UseCaseDeps,
  input: ExtendReservationInput,
  caller: Caller,
): Promise<Result<Answers["extend"]>> {
  const problems = new Problems();
  const { reservationId, ttlSeconds } = input;
  problems.id(["reservationId"], reservationId);
  problems.range(["ttlSeconds"], ttlSeconds, 0, MAX_TTL_SECONDS);
  return submit(deps, { kind: "extend" as const, reservationId, ttlSeconds }, problems, input, caller);
}
