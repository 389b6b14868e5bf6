import { extname } from "node:path";
import type { Readable } from "node:stream";
import type { ExportedRow } from "../../usecases/export-stock.js";
import type { RawRow } from "./columns.js";
import { csvHeader, readCsv, writeCsv } from "./csv.js";
import { readNdjson, writeNdjson } from "./ndjson.js";

/** How the rows of a file are written. */
export interface Format {
  /** Different for files that are read differently. */
  readonly name: string;
  read(bytes: Readable): AsyncGenerator<RawRow>;
  /** What stands before the first row. */
  readonly header: string;
  write(rows: readonly ExportedRow[]): string;
}

const BY_EXTENSION: Readonly<Record<string, string>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".ndjson": "ndjson",
  ".jsonl": "ndjson",
};

/** @throws Error when neither the file's name nor the caller says how it is written. */
export function formatOf(path: string, given: { format?: string; delimiter?: string }): Format {
  const name = given.format ?? BY_EXTENSION[extname(path).toLowerCase()];
  switch (name) {
    case "csv":
      return csv(given.delimiter ?? ",");
    case "tsv":
      return csv(given.delimiter ?? "\t");
    case "ndjson":
      if (given.delimiter !== undefined) throw new Error("--delimiter is for CSV alone.");
      return { name, read: readNdjson, header: "", write: writeNdjson };
    case undefined:
      throw new Error(`The name ${path} does not tell the format: say --format csv or --format ndjson.`);
    default:
      throw new Error(`There is no format "${name}"; known are csv, tsv and ndjson.`);
  }
}

function csv(delimiter: string): Format {
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw new Error("--delimiter must be one character, and no quote or line break.");
  }
  return {
    name: `csv ${delimiter}`,
    read: (bytes) => readCsv(bytes, delimiter),
    header: csvHeader(delimiter),
    write: (rows) => writeCsv(rows, delimiter),
  };
}
