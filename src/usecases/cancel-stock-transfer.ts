import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface CancelStockTransferInput extends Idempotent {
  readonly transferId: string;
}

/** Brings back to its source what of a transfer is still on its way. */
export function cancelStockTransfer(
  deps: UseCaseDeps,
  input: CancelStockTransferInput,
  caller: Caller,
): Promise<Result<Answers["cancelTransfer"]>> {
  const problems = new Problems();
  const { transferId } = input;
  problems.id(["transferId"], transferId);
  return submit(deps, { kind: "cancelTransfer" as const, transferId }, problems, input, caller);
}
