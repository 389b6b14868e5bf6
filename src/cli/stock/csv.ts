import { pipeline, type Readable } from "node:stream";
import { CsvError, parse, type InfoRecord } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import type { ExportedRow } from "../../usecases/export-stock.js";
import { COLUMNS, invalid, isColumn, NUMBERS, type Column, type RawRow } from "./columns.js";
import { CsvLines } from "./csv-lines.js";
import { guarded, unguarded } from "./formula-guard.js";
import { UnreadableFile } from "./unreadable-file.js";

/** A quote that is never closed must not swallow the rest of the file. */
const LONGEST_RECORD = 65_536;
const WHOLE_NUMBER = /^\s*-?\d{1,15}\s*$/;

interface Line {
  readonly cells: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

/** @throws UnreadableFile when the header or the quoting is wrong. */
export async function* readCsv(bytes: Readable, delimiter: string): AsyncGenerator<RawRow> {
  const lines = new CsvLines();
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    // Its type knows lists of cells alone.
    on_record: ((cells: string[], place: InfoRecord): Line => {
      return { cells, line: lines.beginOf(cells, place) };
    }) as never,
  });
  // What goes wrong reaches the loop as the parser's own end.
  pipeline(bytes, parser, () => undefined);
  let columns: readonly Column[] | undefined;
  try {
    for await (const line of parser as AsyncIterable<Line>) {
      if (columns) yield rowOf(line, columns);
      else columns = header(line.cells, delimiter);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `The row that begins on line ${lines.beginOfBad(error)} ${whatIsWrong(error)}`;
    throw new UnreadableFile(message, { cause: error });
  }
  if (!columns) throw new UnreadableFile(`It has no header; known columns are ${COLUMNS.join(", ")}.`);
}

function whatIsWrong({ code }: CsvError): string {
  switch (code as string) {
    case "INVALID_OPENING_QUOTE":
      return 'has a quote in a cell that does not begin with one: put the cell in quotes and write each of its own twice, as in "5"" pipe".';
    case "CSV_INVALID_CLOSING_QUOTE":
      return "has a cell that goes on after its closing quote: a quote within a cell in quotes is written twice.";
    case "CSV_QUOTE_NOT_CLOSED":
      return "opens a quote that is never closed.";
    default:
      return `is longer than ${LONGEST_RECORD} bytes: is a quote opened there that is never closed?`;
  }
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

function rowOf({ cells, line }: Line, columns: readonly Column[]): RawRow {
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
