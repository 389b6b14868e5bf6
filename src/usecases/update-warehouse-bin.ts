import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkCode } from "./place-code.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface UpdateWarehouseBinInput extends Idempotent {
  readonly binId: string;
  readonly code: string;
}

/** Renames a bin; what lies in it stays assigned. */
export function updateWarehouseBin(
  deps: UseCaseDeps,
  input: UpdateWarehouseBinInput,
  caller: Caller,
): Promise<Result<Answers["renameBin"]>> {
  const problems = new Problems();
  const { binId, code } = input;
  problems.id(["binId"], binId);
  checkCode(problems, code);
  return submit(deps, { kind: "renameBin" as const, binId, code }, problems, input, caller);
}
