import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { SourceFault, type SourceRow, type StockSource, type Taken } from "../ports/stock-source.js";
import { named } from "./faults.js";
import { BY_EXTENSION, type ReadRows } from "./formats.js";

interface FileSourceOptions {
  readonly path: string;
  /** Whether what it does not name is not there. */
  readonly complete: boolean;
}

/** Figures in a file: as of when it was written, unless its rows say when. */
export function createFileSource({ path, complete }: FileSourceOptions): StockSource {
  return {
    name: path,
    async open(signal) {
      const read = BY_EXTENSION[extname(path).toLowerCase()];
      if (!read) {
        const known = Object.keys(BY_EXTENSION).join(", ");
        throw new SourceFault(`${path}: its name must end in one of ${known}, which says how it is written.`);
      }
      const written = await stat(path).catch((cause: Error) => {
        throw unreadableFile(path, cause);
      });
      if (!written.isFile()) throw new SourceFault(`${path} is not a regular file.`);
      const moment = written.mtimeMs;
      return {
        complete,
        rows: rowsOf(path, read, { taken: { from: moment, until: moment, clock: "ours" }, signal }),
      };
    },
  };
}

async function* rowsOf(
  path: string,
  read: ReadRows,
  { taken, signal }: { readonly taken: Taken; readonly signal: AbortSignal },
): AsyncGenerator<SourceRow> {
  const bytes = createReadStream(path, { signal });
  let fault: Error | undefined;
  bytes.on("error", (error) => (fault = error));
  try {
    yield* named(path, read(bytes, taken));
  } catch (error) {
    if (error === fault && !signal.aborted) throw unreadableFile(path, error as Error);
    throw error;
  }
}

function unreadableFile(path: string, cause: Error): SourceFault {
  const { code } = cause as NodeJS.ErrnoException;
  const why =
    code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "permission denied" : cause.message;
  return new SourceFault(`${path} cannot be read: ${why}.`, { cause });
}
