import type { Answers, CountLine } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import { submit, type Caller, type Idempotent, type Optional, type UseCaseDeps } from "./use-case.js";

export interface SetStockInput extends Idempotent {
  readonly productVariantId: string;
  /** Units, from 0. */
  readonly quantity: number;
  /** What the caller takes the quantity for; must be given: null opts out of the comparison. */
  readonly changeFromQuantity?: Optional<number>;
  readonly warehouseId?: Optional<string>;
  readonly reason?: Optional<string>;
  readonly expectedVersion?: Optional<number>;
}

/** Sets what is on hand, in units, to what was counted; INSUFFICIENT_STOCK below what is held. */
export function setStock(
  deps: UseCaseDeps,
  input: SetStockInput,
  caller: Caller,
): Promise<Result<Answers["setStock"]>> {
  const problems = new Problems();
  checkCount(problems, [], input);
  return submit(deps, { kind: "setStock" as const, line: toCountLine(input) }, problems, input, caller);
}

export function checkCount(problems: Problems, at: readonly string[], input: SetStockInput): void {
  problems.id([...at, "productVariantId"], input.productVariantId);
  problems.quantity([...at, "quantity"], input.quantity, 0);
  const from = input.changeFromQuantity;
  if (from === undefined) {
    problems.invalid([...at, "changeFromQuantity"], "Must be given; null opts out of the comparison.");
  } else if (from !== null) {
    problems.quantity([...at, "changeFromQuantity"], from, 0);
  }
  problems.id([...at, "warehouseId"], input.warehouseId);
  problems.text([...at, "reason"], input.reason);
}

export function toCountLine(input: SetStockInput): CountLine {
  return {
    productVariantId: input.productVariantId,
    quantity: input.quantity,
    changeFromQuantity: input.changeFromQuantity ?? null,
    warehouse: input.warehouseId ?? null,
    reason: input.reason ?? null,
    expectedVersion: input.expectedVersion ?? null,
  };
}
