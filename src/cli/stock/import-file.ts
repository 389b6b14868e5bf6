import { createReadStream } from "node:fs";
import type { Answers, ImportRow } from "../../domain/commands.js";
import { importStock } from "../../usecases/import-stock.js";
import type { Caller, UseCaseDeps } from "../../usecases/use-case.js";
import { failedRows, type FailedRow } from "./failed-row.js";
import { Flights } from "./flights.js";
import type { Format } from "./formats.js";
import { patiently } from "./patiently.js";
import { readChunks, type Chunk, type FileRow } from "./read-rows.js";

export interface Summary {
  /** Of the file, as far as it was imported; those that failed, and those replayed, included. */
  rows: number;
  /** Rows that made an item. */
  created: number;
  changed: number;
  unchanged: number;
  failed: number;
  /** Rows that an earlier run of this import had carried out. */
  replayed: number;
}

interface ImportOptions {
  readonly path: string;
  readonly format: Format;
  readonly chunkSize: number;
  /** The same for every run of one import: it makes the keys of the chunks. */
  readonly importId: string;
  readonly caller: Caller;
  /** Chunks of different items are carried out by different ones at once. */
  readonly lanes: readonly UseCaseDeps[];
  readonly onProgress: (summary: Readonly<Summary>) => void;
  readonly onFailed: (failed: FailedRow) => void;
  /** Aborted: no further chunk is begun. */
  readonly signal: AbortSignal;
}

type Done = Answers["importRows"];

/** One chunk under way ahead of the one that each lane works on. */
const AHEAD = 1;

/** Imports a file chunk by chunk, in flat memory. @returns what became of the rows, in the order of the file. */
export async function importFile(options: ImportOptions): Promise<Summary> {
  const { lanes, signal, onProgress } = options;
  const summary: Summary = { rows: 0, created: 0, changed: 0, unchanged: 0, failed: 0, replayed: 0 };
  const flights = new Flights<{ chunk: Chunk; done: Done }>(lanes.length + AHEAD, ({ chunk, done }) => {
    add(summary, chunk, done, options);
    onProgress(summary);
  });
  for await (const chunk of readChunks(createReadStream(options.path), options.format, options.chunkSize)) {
    if (signal.aborted) break;
    const rows = chunk.rows.flatMap((outcome) => ("row" in outcome ? [outcome.row] : []));
    await flights.begin(new Set(rows.map(({ productVariantId }) => productVariantId)), async () => ({
      chunk,
      done: await carryOut(chunk.index, rows, options),
    }));
  }
  await flights.landed();
  return summary;
}

async function carryOut(index: number, rows: readonly ImportRow[], options: ImportOptions): Promise<Done> {
  const { lanes, importId, caller } = options;
  if (rows.length === 0) {
    return { correlationId: caller.correlationId, created: 0, changed: 0, unchanged: 0, failed: [] };
  }
  const deps = lanes[index % lanes.length] as UseCaseDeps;
  const input = { rows, idempotencyKey: `${importId}:${index}` };
  // With its key, a chunk may be asked for again whatever became of it.
  const result = await patiently(() => importStock(deps, input, caller), options.signal);
  if (result.ok) return result.value;
  throw new Error(
    result.refusals.some(({ code }) => code === "IDEMPOTENCY_KEY_REUSED")
      ? "This file was begun with another LOW_STOCK_THRESHOLD or version: go on with that, or import it --again."
      : result.refusals.map(({ message }) => message).join(" "),
  );
}

function add(
  summary: Summary,
  chunk: Chunk,
  done: Done,
  { caller, chunkSize, onFailed }: ImportOptions,
): void {
  const failed = [
    ...chunk.rows.flatMap((outcome) =>
      "row" in outcome ? [] : [{ row: outcome.place, refusals: outcome.refusals }],
    ),
    ...done.failed,
  ].sort((a, b) => a.row - b.row);
  const first = chunk.index * chunkSize + 1;
  for (const { row, refusals } of failed) {
    const { line } = chunk.rows[row - first] as FileRow;
    failedRows({ row, line }, refusals).forEach(onFailed);
  }
  summary.rows += chunk.rows.length;
  summary.created += done.created;
  summary.changed += done.changed;
  summary.unchanged += done.unchanged;
  summary.failed += failed.length;
  if (done.correlationId !== caller.correlationId) summary.replayed += chunk.rows.length;
}
