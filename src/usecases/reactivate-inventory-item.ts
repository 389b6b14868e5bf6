import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { ItemInput } from "./item-input.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";

/** Takes a discontinued item back into sale. */
export function reactivateInventoryItem(
  deps: UseCaseDeps,
  input: ItemInput,
  caller: Caller,
): Promise<Result<Answers["discontinueItem"]>> {
  const problems = new Problems();
  const { productVariantId, expectedVersion = null } = input;
  problems.id(["productVariantId"], productVariantId);
  const command = {
    kind: "discontinueItem" as const,
    productVariantId,
    discontinued: false,
    expectedVersion,
  };
  return submit(deps, command, problems, input, caller);
}
