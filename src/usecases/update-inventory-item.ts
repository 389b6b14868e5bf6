import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes, type ItemAttributesInput } from "./item-attributes.js";
import { submit, type Caller, type UseCaseDeps } from "./use-case.js";
import type { ItemInput } from "./item-input.js";

export type UpdateInventoryItemInput = ItemInput & ItemAttributesInput;

/** What is absent or null stays as it is; but `sku: null` takes the sku away. */
export function updateInventoryItem(
  deps: UseCaseDeps,
  input: UpdateInventoryItemInput,
  caller: Caller,
): Promise<Result<Answers["updateItem"]>> {
  const problems = new Problems();
  const policy = input.backorderPolicy ?? null;
  const limit = input.backorderLimit ?? null;
  problems.id(["productVariantId"], input.productVariantId);
  checkAttributes(problems, input, policy ?? undefined);
  const command = {
    kind: "updateItem" as const,
    productVariantId: input.productVariantId,
    sku: input.sku,
    lowStockThreshold: input.lowStockThreshold ?? undefined,
    backorder: policy === null && limit === null ? undefined : { policy, limit },
    expectedVersion: input.expectedVersion ?? null,
  };
  return submit(deps, command, problems, input, caller);
}
