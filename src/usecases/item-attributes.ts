import { MAX_QUANTITY, type BackorderPolicy } from "../domain/model.js";
import type { Problems } from "../domain/validate.js";
import type { Optional } from "./use-case.js";

export interface ItemAttributesInput {
  readonly sku?: Optional<string>;
  readonly lowStockThreshold?: Optional<number>;
  readonly backorderPolicy?: Optional<BackorderPolicy>;
  readonly backorderLimit?: Optional<number>;
}

/** @param policy What the limit goes with; undefined: not known yet. */
export function checkAttributes(
  problems: Problems,
  { sku, lowStockThreshold, backorderLimit }: ItemAttributesInput,
  policy: BackorderPolicy | undefined,
): void {
  problems.text(["sku"], sku, 1, 64);
  problems.range(["lowStockThreshold"], lowStockThreshold, 0, MAX_QUANTITY);
  problems.range(["backorderLimit"], backorderLimit, 0, MAX_QUANTITY);
  if (policy === undefined || policy === "LIMIT" || (backorderLimit ?? null) === null) return;
  problems.invalid(["backorderLimit"], `Has no meaning with the backorder policy ${policy}.`);
}
