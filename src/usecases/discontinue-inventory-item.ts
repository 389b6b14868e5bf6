import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { ItemInput } from "./item-input.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";

/** Takes an item out of sale: it refuses new reservations. */
export function discontinueInventoryItem(
  deps: UseCaseDeps,
  input: ItemInput,
  caller: Caller,
): Promise<Result<Answers["discontinueItem"]>> {
  const problems = new Problems();
  const { productVariantId, expectedVersion = null } = input;
  problems.id(["productVariantId"], productVariantId);
  const command = { kind: "discontinueItem" as const, productVariantId, discontinued: true, expectedVersion };
  return submit(deps, command, problems, input, caller);
}
