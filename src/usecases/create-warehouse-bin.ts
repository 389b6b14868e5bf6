import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkCode } from "./place-code.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface CreateWarehouseBinInput extends Idempotent {
  /** Id or code. */
  readonly warehouseId: string;
  readonly code: string;
}

/** Makes a bin, whose code is unique within its warehouse. */
export function createWarehouseBin(
  deps: UseCaseDeps,
  input: CreateWarehouseBinInput,
  caller: Caller,
): Promise<Result<Answers["createBin"]>> {
  const problems = new Problems();
  const { warehouseId: warehouse, code } = input;
  problems.id(["warehouseId"], warehouse);
  checkCode(problems, code);
  return submit(deps, { kind: "createBin" as const, warehouse, code }, problems, input, caller);
}
