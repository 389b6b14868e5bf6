import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface ConfirmReservationInput extends Idempotent {
  readonly reservationId: string;
}

/** Lets a hold expire no more, its order being paid; RESERVATION_CLOSED once it is over. */
export function confirmReservation(
  deps: UseCaseDeps,
  input: ConfirmReservationInput,
  caller: Caller,
): Promise<Result<Answers["confirm"]>> {
  const problems = new Problems();
  const { reservationId } = input;
  problems.id(["reservationId"], reservationId);
  return submit(deps, { kind: "confirm" as const, reservationId }, problems, input, caller);
}
