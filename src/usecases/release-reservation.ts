import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { ReleaseReason } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { checkPart, toPart, type HeldLineInput } from "./stock-lines.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface ReleaseReservationInput extends Idempotent {
  readonly reservationId?: Optional<string>;
  readonly orderId?: Optional<string>;
  /** What of it; by default everything. */
  readonly lines?: Optional<readonly HeldLineInput[]>;
  readonly reason: ReleaseReason;
}

/** Exactly one of `reservationId` and `orderId` says what to release. */
export function releaseReservation(
  deps: UseCaseDeps,
  input: ReleaseReservationInput,
  caller: Caller,
): Promise<Result<Answers["release"]>> {
  const problems = new Problems();
  const reservationId = input.reservationId ?? null;
  const orderId = input.orderId ?? null;
  problems.id(["reservationId"], reservationId);
  problems.id(["orderId"], orderId);
  if (reservationId === null && orderId === null) {
    problems.invalid(["reservationId"], "Either reservationId or orderId must be given.");
  }
  if (reservationId !== null && orderId !== null) {
    problems.invalid(["orderId"], "Must not be given beside reservationId.");
  }
  checkPart(problems, input.lines);
  const lines = toPart(input.lines);
  const command = { kind: "release" as const, reservationId, orderId, lines, reason: input.reason };
  return submit(deps, command, problems, input, caller);
}
