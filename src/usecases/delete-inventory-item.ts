import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { ItemInput } from "./item-input.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";

/** Removes an item that has nothing; otherwise discontinues it, and alerts somebody. */
export async function deleteInventoryItem(
  deps: UseCaseDeps,
  input: ItemInput,
  caller: Caller,
): Promise<Result<Answers["deleteItem"]>> {
  const problems = new Problems();
  const { productVariantId, expectedVersion = null } = input;
  problems.id(["productVariantId"], productVariantId);
  const command = { kind: "deleteItem" as const, productVariantId, expectedVersion };
  const result = await submit(deps, command, problems, input, caller);
  if (result.ok && !result.value.removed) deps.alerts.itemNotRemoved(result.value.item);
  return result;
}
