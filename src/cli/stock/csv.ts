import type { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import type { ExportedRow } from "../../usecases/export-stock.js";
import { csvRecords, type CsvRecord } from "../../lib/csv-records.js";
import { guarded, unguarded } from "../../lib/formula-guard.js";
import { UnreadableFile } from "../../lib/unreadable-file.js";
import { COLUMNS, invalid, isColumn, NUMBERS, type Column, type RawRow } from "./columns.js";

const WHOLE_NUMBER = /^\s*-?\d{1,15}\s*$/;

/** @throws UnreadableFile when the header or the quoting is wrong. */
export async function* readCsv(bytes: Readable, delimiter: string): AsyncGenerator<RawRow> {
  let columns: readonly Column[] | undefined;
  for await (const record of csvRecords(bytes, delimiter)) {
    if (columns) yield rowOf(record, columns);
    else columns = header(record.cells, delimiter);
  }
  if (!columns) throw new UnreadableFile(`It has no header; known columns are ${COLUMNS.join(", ")}.`);
}

function header(cells: readonly string[], delimiter: string): readonly Column[] {
  const names = cells.map((cell) => cell.trim());
  const unknown = names.filter((name) => !isColumn(name));
  if (unknown.length > 0) {
    const hint = /[;\t|]/.exec(cells.join(""))?.[0];
    const separated =
      hint === undefined || hint === delimiter ? "" : ` Is it separated by "${hint}" (--delimiter)?`;
    throw new UnreadableFile(
      `It has columns that are not known: ${unknown.map((name) => `"${name}"`).join(", ")}; known are ${COLUMNS.join(", ")}.${separated}`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableFile(`It has the column "${twice}" twice.`);
  if (!names.includes("productVariantId")) throw new UnreadableFile("It has no column productVariantId.");
  return names as Column[];
}

function rowOf({ cells, line }: CsvRecord, columns: readonly Column[]): RawRow {
  if (cells.length !== columns.length) {
    const message = `It has ${cells.length} cells, the header ${columns.length}.`;
    return { line, values: {}, refusals: [invalid(null, message)] };
  }
  const values: Partial<Record<Column, string | number>> = {};
  const refusals: RawRow["refusals"][number][] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] as string;
    if (cell === "") continue;
    if (!NUMBERS.has(column)) values[column] = column === "backorderPolicy" ? cell.trim() : unguarded(cell);
    else if (WHOLE_NUMBER.test(cell)) values[column] = Number(cell);
    else refusals.push(invalid(column, `Must be a whole number, not "${cell}".`));
  }
  return { line, values, refusals };
}

export function csvHeader(delimiter: string): string {
  return stringify([[...COLUMNS]], { delimiter });
}

export function writeCsv(rows: readonly ExportedRow[], delimiter: string): string {
  const cells = rows.map((row) =>
    COLUMNS.map((column) => (typeof row[column] === "string" ? guarded(row[column]) : row[column])),
  );
  // Readers differ in what a lone line break, or a space at an edge, means outside quotes.
  return stringify(cells, { delimiter, quoted_match: /[\r\n]|^\s|\s$/ });
}
