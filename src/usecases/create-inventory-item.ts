import type { Answers } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { MAX_QUANTITY, type BackorderPolicy } from "../domain/model.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface CreateInventoryItemInput extends Idempotent {
  readonly productVariantId: string;
  readonly sku?: Optional<string>;
  readonly lowStockThreshold?: Optional<number>;
  readonly backorderPolicy?: Optional<BackorderPolicy>;
  readonly backorderLimit?: Optional<number>;
}

export function createInventoryItem(
  deps: UseCaseDeps,
  input: CreateInventoryItemInput,
  caller: Caller,
): Promise<Result<Answers["createItem"]>> {
  const problems = new Problems();
  const backorderPolicy = input.backorderPolicy ?? "DENY";
  const backorderLimit = input.backorderLimit ?? null;
  problems.id(["productVariantId"], input.productVariantId);
  problems.text(["sku"], input.sku, 1, 64);
  problems.range(["lowStockThreshold"], input.lowStockThreshold, 0, MAX_QUANTITY);
  problems.range(["backorderLimit"], backorderLimit, 0, MAX_QUANTITY);
  if (backorderPolicy === "LIMIT" && backorderLimit === null) {
    problems.invalid(["backorderLimit"], "Must be given with the backorder policy LIMIT.");
  }
  if (backorderPolicy !== "LIMIT" && backorderLimit !== null) {
    problems.invalid(["backorderLimit"], `Has no meaning with the backorder policy ${backorderPolicy}.`);
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
