import type { Readable } from "node:stream";
import type { ImportRow } from "../../domain/commands.js";
import type { Refusal } from "../../domain/refusal.js";
import { toImportRow } from "../../usecases/import-stock.js";
import { typed } from "./columns.js";
import type { Format } from "./formats.js";

/** A row of the file: what it asks for, or why it cannot be carried out. */
export type FileRow = (
  { readonly row: ImportRow } | { readonly place: number; readonly refusals: readonly Refusal[] }
) & {
  /** Of the file, where it begins, from 1. */
  readonly line: number;
};

/** So many consecutive rows, the last of a file fewer; `index` counts from 0. */
export interface Chunk {
  readonly index: number;
  readonly rows: readonly FileRow[];
}

/** The rows of a file in chunks of a fixed size: the same file makes the same chunks. */
export async function* readChunks(bytes: Readable, format: Format, size: number): AsyncGenerator<Chunk> {
  let rows: FileRow[] = [];
  let index = 0;
  for await (const raw of format.read(bytes)) {
    const place = index * size + rows.length + 1;
    const values = typed(raw);
    const outcome = "row" in values ? toImportRow(place, values.row) : values;
    const { line } = raw;
    rows.push("row" in outcome ? { line, row: outcome.row } : { line, place, refusals: outcome.refusals });
    if (rows.length < size) continue;
    yield { index, rows };
    rows = [];
    index++;
  }
  if (rows.length > 0) yield { index, rows };
}
