import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_QUANTITY } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { checkCode } from "./place-code.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface CreateWarehouseInput extends Idempotent {
  readonly code: string;
  readonly name: string;
  readonly priority?: Optional<number>;
}

const DEFAULT_PRIORITY = 100;

/** Makes an active warehouse; the lower its `priority`, the earlier it is drawn from. */
export function createWarehouse(
  deps: UseCaseDeps,
  input: CreateWarehouseInput,
  caller: Caller,
): Promise<Result<Answers["createWarehouse"]>> {
  const problems = new Problems();
  const { code, name } = input;
  const priority = input.priority ?? DEFAULT_PRIORITY;
  checkCode(problems, code);
  problems.text(["name"], name, 1);
  problems.range(["priority"], priority, 0, MAX_QUANTITY);
  return submit(deps, { kind: "createWarehouse" as const, code, name, priority }, problems, input, caller);
}
