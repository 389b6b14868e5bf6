import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes, type ItemAttributesInput } from "./item-attributes.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

export interface CreateInventoryItemInput extends Idempotent, ItemAttributesInput {
  readonly productVariantId: string;
}

/** Makes an item with nothing in stock; one that was deleted comes back. */
export function createInventoryItem(
  deps: UseCaseDeps,
  input: CreateInventoryItemInput,
  caller: Caller,
): Promise<Result<Answers["createItem"]>> {
  const problems = new Problems();
  const backorderPolicy = input.backorderPolicy ?? "DENY";
  const backorderLimit = input.backorderLimit ?? null;
  problems.id(["productVariantId"], input.productVariantId);
  checkAttributes(problems, input, backorderPolicy);
  if (backorderPolicy === "LIMIT" && backorderLimit === null) {
    problems.invalid(["backorderLimit"], "Must be given with the backorder policy LIMIT.");
  }
  const command = {
    kind: "createItem" as const,
    productVariantId: input.productVariantId,
    sku: input.sku ?? null,
    lowStockThreshold: input.lowStockThreshold ?? deps.defaults.lowStockThreshold,
    backorderPolicy,
    backorderLimit,
  };
  return submit(deps, command, problems, input, caller);
}
