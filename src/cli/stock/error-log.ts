import { open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { FailedRow } from "./failed-row.js";
import { faultOf } from "./file-fault.js";

/** Where failed rows are told. */
export interface ErrorLog {
  write(failed: FailedRow): void;
  /** Everything is written. */
  close(): Promise<void>;
}

/** So many are told on a terminal; a file takes all of them. */
const MOST_TOLD = 100;

/** Writes them as NDJSON to the file, or the first ones as lines to standard error. */
export async function openErrorLog(path: string | undefined): Promise<ErrorLog> {
  if (path === undefined) return tell();
  const blame = (cause: Error) => {
    throw new Error(`--errors ${path} cannot be written: ${faultOf(cause)}`, { cause });
  };
  const file = await open(path, "w").catch(blame);
  const stream = file.createWriteStream();
  // Heard from the beginning: a disk that is full is told when all is read, not by a crash before.
  const written = finished(stream);
  written.catch(() => undefined);
  return {
    write: (failed) => void stream.write(`${JSON.stringify(failed)}\n`),
    close: async () => {
      stream.end();
      await written.catch(blame);
    },
  };
}

function tell(): ErrorLog {
  let told = 0;
  return {
    write({ row, line, column, code, message }) {
      told++;
      if (told > MOST_TOLD) return;
      process.stderr.write(
        `line ${line}, row ${row}${column === null ? "" : `, ${column}`}: ${code} ${message}\n`,
      );
    },
    async close() {
      if (told > MOST_TOLD) {
        process.stderr.write(`... and ${told - MOST_TOLD} more; --errors FILE takes them all.\n`);
      }
    },
  };
}
