import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_QUANTITY } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface UpdateWarehouseInput extends Idempotent {
  /** Id or code. */
  readonly warehouseId: string;
  readonly name?: Optional<string>;
  readonly priority?: Optional<number>;
  readonly active?: Optional<boolean>;
}

/** What is absent or null stays as it is. */
export function updateWarehouse(
  deps: UseCaseDeps,
  input: UpdateWarehouseInput,
  caller: Caller,
): Promise<Result<Answers["updateWarehouse"]>> {
  const problems = new Problems();
  problems.id(["warehouseId"], input.warehouseId);
  problems.text(["name"], input.name, 1);
  problems.range(["priority"], input.priority, 0, MAX_QUANTITY);
  const command = {
    kind: "updateWarehouse" as const,
    warehouse: input.warehouseId,
    name: input.name ?? undefined,
    priority: input.priority ?? undefined,
    active: input.active ?? undefined,
  };
  return submit(deps, command, problems, input, caller);
}
