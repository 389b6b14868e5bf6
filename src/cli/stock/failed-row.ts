import type { Refusal } from "../../domain/refusal.js";

/** Why a row was not carried out, for whoever mends the file. */
export interface FailedRow {
  /** Its place in the file, from 1, the header not counted. */
  readonly row: number;
  /** Of the file, from 1, where the row begins: the header and empty lines counted. */
  readonly line: number;
  /** null: the row as a whole. */
  readonly column: string | null;
  readonly code: Refusal["code"];
  readonly message: string;
}

/** One for each thing that is wrong with the row. */
export function failedRows(at: Pick<FailedRow, "row" | "line">, refusals: readonly Refusal[]): FailedRow[] {
  return refusals.map(({ code, field, message }) => ({ ...at, column: columnOf(field), code, message }));
}

/** The rules name fields as the mutations do. */
function columnOf(field: readonly string[]): string | null {
  const name = field.at(-1);
  return name === "warehouseId" ? "warehouse" : (name ?? null);
}
