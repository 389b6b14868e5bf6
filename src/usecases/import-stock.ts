import type { Answers, ImportRow } from "../domain/commands.js";
import type { Result } from "../domain/decision.js";
import type { BackorderPolicy } from "../domain/model.js";
import type { Refusal } from "../domain/refusal.js";
import { Problems } from "../domain/validate.js";
import { checkAttributes } from "./item-attributes.js";
import { submit, type Caller, type Idempotent, type UseCaseDeps } from "./use-case.js";

/** One line of a file; what it does not give is left as it is, or begins with the default. */
export interface StockRow {
  readonly productVariantId?: string | undefined;
  /** null clears it. */
  readonly sku?: string | null | undefined;
  readonly lowStockThreshold?: number | undefined;
  readonly backorderPolicy?: BackorderPolicy | undefined;
  readonly backorderLimit?: number | undefined;
  /** Id or code, of the count; without it MAIN. */
  readonly warehouse?: string | undefined;
  /** A count: what is on hand. */
  readonly quantity?: number | undefined;
}

export interface ImportStockInput extends Idempotent {
  readonly rows: readonly ImportRow[];
}

/** Makes and changes items, and sets counts, by many rows at once: each on its own, in their order. */
export function importStock(
  deps: UseCaseDeps,
  input: ImportStockInput,
  caller: Caller,
): Promise<Result<Answers["importRows"]>> {
  const { lowStockThreshold } = deps.defaults;
  const command = { kind: "importRows" as const, rows: input.rows, lowStockThreshold };
  return submit(deps, command, new Problems(), input, caller);
}

/** What a row asks for, or what is wrong with it; `field` names the column. */
export function toImportRow(
  place: number,
  row: StockRow,
): { readonly row: ImportRow } | { readonly refusals: readonly Refusal[] } {
  const problems = new Problems();
  const { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit, warehouse, quantity } =
    row;
  if (productVariantId === undefined) problems.invalid(["productVariantId"], "Must be given.");
  problems.id(["productVariantId"], productVariantId);
  checkAttributes(problems, row, backorderPolicy);
  if (backorderPolicy === "LIMIT" && backorderLimit === undefined) {
    problems.invalid(["backorderLimit"], "Must be given with the backorder policy LIMIT.");
  }
  if (backorderPolicy === undefined && backorderLimit !== undefined) {
    problems.invalid(["backorderLimit"], "Must be given with the backorder policy LIMIT, in the same row.");
  }
  problems.id(["warehouse"], warehouse);
  if (quantity !== undefined) problems.quantity(["quantity"], quantity, 0);
  if (problems.refusals.length > 0) return { refusals: problems.refusals };
  return {
    row: {
      row: place,
      productVariantId: productVariantId as string,
      sku,
      lowStockThreshold,
      backorder: backorderPolicy && { policy: backorderPolicy, limit: backorderLimit ?? null },
      count: quantity === undefined ? undefined : { warehouse: warehouse ?? null, quantity },
    },
  };
}
