import { pipeline, type Readable } from "node:stream";
import { CsvError, parse, type InfoRecord } from "csv-parse";
import { CsvLines } from "./csv-lines.js";
import { UnreadableFile } from "./unreadable-file.js";

/** A quote that is never closed must not swallow the rest of the file. */
const LONGEST_RECORD = 65_536;

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

/** Rows of CSV, the header among them. @throws UnreadableFile when the quoting is wrong. */
export async function* csvRecords(bytes: Readable, delimiter: string): AsyncGenerator<CsvRecord> {
  const lines = new CsvLines();
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    // Its type knows lists of cells alone.
    on_record: ((cells: string[], place: InfoRecord): CsvRecord => {
      return { cells, line: lines.beginOf(cells, place) };
    }) as never,
  });
  // What goes wrong reaches the loop as the parser's own end.
  pipeline(bytes, parser, () => undefined);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `The row that begins on line ${lines.beginOfBad(error)} ${whatIsWrong(error)}`;
    throw new UnreadableFile(message, { cause: error });
  }
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
