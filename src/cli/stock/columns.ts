import type { Refusal } from "../../domain/refusal.js";
import type { StockRow } from "../../usecases/import-stock.js";

/** As the export writes them; a file may have them in any order, and leave out all but the first. */
export const COLUMNS = [
  "productVariantId",
  "sku",
  "lowStockThreshold",
  "backorderPolicy",
  "backorderLimit",
  "warehouse",
  "quantity",
] as const satisfies readonly (keyof StockRow)[];

export type Column = (typeof COLUMNS)[number];

export const NUMBERS: ReadonlySet<Column> = new Set(["lowStockThreshold", "backorderLimit", "quantity"]);

const POLICIES = ["DENY", "LIMIT", "ALLOW"];

export function isColumn(name: string): name is Column {
  return (COLUMNS as readonly string[]).includes(name);
}

/** What a format read of one row, before its values are looked at. */
export interface RawRow {
  /** Of the file, where it begins, from 1. */
  readonly line: number;
  readonly values: Partial<Record<Column, string | number | null>>;
  /** What could not be read; `field` names the column, and is empty where the row as a whole is wrong. */
  readonly refusals: readonly Refusal[];
}

/** Its values by the types that the use case takes. */
export function typed({ values, refusals }: RawRow): { row: StockRow } | { refusals: readonly Refusal[] } {
  const wrong = [...refusals];
  const { backorderPolicy } = values;
  if (backorderPolicy !== undefined && !POLICIES.includes(backorderPolicy as string)) {
    wrong.push(invalid("backorderPolicy", `Must be one of ${POLICIES.join(", ")}.`));
  }
  return wrong.length > 0 ? { refusals: wrong } : { row: values as StockRow };
}

export function invalid(column: Column | null, message: string): Refusal {
  return { code: "INVALID_INPUT", field: column === null ? [] : [column], message };
}
