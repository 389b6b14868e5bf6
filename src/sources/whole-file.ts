import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { SourceFault } from "../ports/stock-source.js";

/** Whoever still writes a file writes again within this, as a rule. */
const RESTS_MS = 2_000;

/** A file as it was found at rest; what differs from that is another one, or one that is still being written. */
export interface WholeFile {
  readonly writtenAt: number;
  /** Its bytes. @throws SourceFault before any are given that were read after it had changed. */
  read(signal: AbortSignal): AsyncGenerator<Buffer>;
}

/** @throws SourceFault when it cannot be read, or is being written. */
export async function atRest(path: string, signal: AbortSignal): Promise<WholeFile> {
  const found = await look(path);
  const rested = Date.now() - found.mtimeMs;
  // A clock that is behind the file's must not keep it waiting.
  if (rested < RESTS_MS) await delay(Math.min(RESTS_MS, RESTS_MS - rested), undefined, { signal });

  async function unchanged(): Promise<void> {
    const now = await look(path);
    const same = now.ino === found.ino && now.size === found.size && now.mtimeMs === found.mtimeMs;
    if (!same) throw stillWritten(path, "it changed while it was read");
  }
  await unchanged();
  return {
    writtenAt: found.mtimeMs,
    async *read(reading) {
      const bytes: AsyncIterable<Buffer> = createReadStream(path, { signal: reading });
      let read = 0;
      try {
        for await (const chunk of bytes) {
          await unchanged();
          read += chunk.length;
          yield chunk;
        }
      } catch (error) {
        throw error instanceof SourceFault || reading.aborted ? error : unreadableFile(path, error as Error);
      }
      await unchanged();
      if (read !== found.size) throw stillWritten(path, "it changed while it was read");
    },
  };
}

export function stillWritten(path: string, why: string): SourceFault {
  return new SourceFault(
    `${path} seems to be still being written: ${why}. Write it under another name, and rename it when it is whole.`,
  );
}

async function look(path: string): Promise<Stats> {
  const stats = await stat(path).catch((cause: Error) => {
    throw unreadableFile(path, cause);
  });
  if (!stats.isFile()) throw new SourceFault(`${path} is not a regular file.`);
  return stats;
}

function unreadableFile(path: string, cause: Error): SourceFault {
  const { code } = cause as NodeJS.ErrnoException;
  const why =
    code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "permission denied" : cause.message;
  return new SourceFault(`${path} cannot be read: ${why}.`, { cause });
}
