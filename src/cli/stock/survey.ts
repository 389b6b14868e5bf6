import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { failedRows, type FailedRow } from "./failed-row.js";
import type { Format } from "./formats.js";
import { readChunks } from "./read-rows.js";
import { UnreadableFile } from "../../lib/unreadable-file.js";

/** What reading a file through tells, before anything is written. */
export interface Survey {
  readonly rows: number;
  /** Rows whose values are not valid; whether the others fit the stock is not looked at. */
  readonly failed: number;
  /** Names the content and how it is read. */
  readonly fingerprint: string;
}

interface SurveyOptions {
  readonly path: string;
  readonly format: Format;
  readonly chunkSize: number;
  readonly onFailed?: (failed: FailedRow) => void;
}

/**
 * Reads a file to its end.
 *
 * @throws UnreadableFile when it is not UTF-8, or its header or quoting is wrong.
 */
export async function survey({ path, format, chunkSize, onFailed }: SurveyOptions): Promise<Survey> {
  const hash = createHash("sha256").update(`${format.name} ${chunkSize}\n`);
  const bytes = Readable.from(inspected(createReadStream(path), hash), { objectMode: false });
  let rows = 0;
  let failed = 0;
  for await (const chunk of readChunks(bytes, format, chunkSize)) {
    rows += chunk.rows.length;
    for (const outcome of chunk.rows) {
      if ("row" in outcome) continue;
      failed++;
      for (const each of failedRows({ row: outcome.place, line: outcome.line }, outcome.refusals))
        onFailed?.(each);
    }
  }
  return { rows, failed, fingerprint: hash.digest("base64url") };
}

/** Passes bytes on once they are known to be UTF-8: other letters would become the same question mark. */
async function* inspected(bytes: Readable, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      hash.update(chunk);
      decoder.decode(chunk, { stream: true });
      yield chunk;
    }
    decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnreadableFile("It is not UTF-8 text; save it as UTF-8.", { cause: error });
  }
}
