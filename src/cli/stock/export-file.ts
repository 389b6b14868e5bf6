import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reader } from "../../ports/reader.js";
import { exportStock } from "../../usecases/export-stock.js";
import { faultOf, isFileFault } from "./file-fault.js";
import type { Format } from "./formats.js";

interface ExportOptions {
  /** "-" is standard output. */
  readonly path: string;
  readonly format: Format;
  readonly reader: Reader;
  readonly onProgress: (items: number) => void;
  /** Aborted: what was written so far is removed. */
  readonly signal: AbortSignal;
}

/** Writes every item; a file gets its name when it is whole. @returns how many rows it has. */
export async function exportFile(options: ExportOptions): Promise<number> {
  const { path, format, reader, onProgress, signal } = options;
  let rows = 0;
  let items = 0;
  async function* text(): AsyncGenerator<string> {
    yield format.header;
    for await (const page of exportStock(reader)) {
      yield format.write(page.rows);
      rows += page.rows.length;
      items += page.items;
      onProgress(items);
    }
  }
  if (path === "-") {
    await pipeline(Readable.from(text()), process.stdout, { end: false, signal });
    return rows;
  }
  const partial = `${path}.partial`;
  try {
    await pipeline(Readable.from(text()), createWriteStream(partial), { signal });
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (!isFileFault(cause) || signal.aborted) throw cause;
    throw new Error(`${path} cannot be written: ${faultOf(cause)}`, { cause });
  }
  return rows;
}
