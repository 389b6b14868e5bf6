import type { SourceRow, Taken } from "../ports/stock-source.js";
import { csvRows } from "./csv-rows.js";
import { jsonRows, ndjsonRows } from "./json-rows.js";

export type ReadRows = (bytes: AsyncIterable<Uint8Array>, taken: Taken) => AsyncGenerator<SourceRow>;

const csv =
  (delimiter: string): ReadRows =>
  (bytes, taken) =>
    csvRows(bytes, taken, delimiter);

/** By media types, without their parameters. */
export const BY_MEDIA_TYPE: Readonly<Record<string, ReadRows>> = {
  "application/x-ndjson": ndjsonRows,
  "application/ndjson": ndjsonRows,
  "application/jsonl": ndjsonRows,
  "application/json": jsonRows,
  "text/csv": csv(","),
  "text/tab-separated-values": csv("\t"),
};

/** By what a file's name ends in. */
export const BY_EXTENSION: Readonly<Record<string, ReadRows>> = {
  ".ndjson": ndjsonRows,
  ".jsonl": ndjsonRows,
  ".json": jsonRows,
  ".csv": csv(","),
  ".tsv": csv("\t"),
};
