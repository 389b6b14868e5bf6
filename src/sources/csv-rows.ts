import { Readable } from "node:stream";
import { csvRecords, type CsvRecord } from "../lib/csv-records.js";
import { unguarded } from "../lib/formula-guard.js";
import { UnreadableFile } from "../lib/unreadable-file.js";
import type { SourceRow, Taken } from "../ports/stock-source.js";
import { FIELDS, rowOf, unreadable, type Fields } from "./row-of.js";

const NUMBER = /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/;

/** CSV with a header, which names the columns; columns of other names are passed over. Rows are lines. */
export async function* csvRows(
  bytes: AsyncIterable<Uint8Array>,
  taken: Taken,
  delimiter: string,
): AsyncGenerator<SourceRow> {
  let columns: readonly string[] | undefined;
  for await (const record of csvRecords(Readable.from(bytes, { objectMode: false }), delimiter)) {
    if (columns) yield fromRecord(record, columns, taken);
    else columns = header(record);
  }
  if (!columns) throw new UnreadableFile("It has no header: productVariantId,warehouse,quantity,asOf.");
}

function header({ cells }: CsvRecord): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  for (const needed of ["productVariantId", "quantity"]) {
    if (!names.includes(needed)) throw new UnreadableFile(`It has no column ${needed}.`);
  }
  const twice = FIELDS.find((field) => names.indexOf(field) !== names.lastIndexOf(field));
  if (twice !== undefined) throw new UnreadableFile(`It has the column ${twice} twice.`);
  return names;
}

function fromRecord({ cells, line }: CsvRecord, columns: readonly string[], taken: Taken): SourceRow {
  if (cells.length !== columns.length)
    return unreadable(line, `It has ${cells.length} cells, the header ${columns.length}.`);
  const fields: Partial<Record<keyof Fields, unknown>> = {};
  for (const field of FIELDS) {
    const cell = cells[columns.indexOf(field)] ?? "";
    if (cell === "") continue;
    if (field === "quantity") fields.quantity = NUMBER.test(cell) ? Number(cell) : cell;
    else fields[field] = field === "asOf" ? cell.trim() : unguarded(cell);
  }
  return rowOf(fields, { row: line, taken });
}
