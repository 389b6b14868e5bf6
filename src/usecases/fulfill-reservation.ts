import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkPart, toPart, type HeldLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface FulfillReservationInput extends Idempotent {
  readonly reservationId: string;
  /** What of it; by default everything. */
  readonly lines?: Optional<readonly HeldLineInput[]>;
}

/** Sells what is held, or a part of it: on hand and reserved fall together. */
export function fulfillReservation(
  deps: UseCaseDeps,
  input: FulfillReservationInput,
  caller: Caller,
): Promise<Result<Answers["fulfill"]>> {
  const problems = new Problems();
  const { reservationId } = input;
  problems.id(["reservationId"], reservationId);
  checkPart(problems, input.lines);
  const command = { kind: "fulfill" as const, reservationId, lines: toPart(input.lines) };
  return submit(deps, command, problems, input, caller);
}
