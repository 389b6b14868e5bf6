import { Writable } from "node:stream";
import { Outlet } from "../../src/graphql/live/outlet.js";

export interface PausedReader {
  readonly outlet: Outlet;
  /** What it has read. */
  readonly lines: readonly string[];
  /** Bytes that may wait for it. */
  readonly limit: number;
  /** The most bytes that ever did. */
  readonly mostWaiting: number;
  readonly gaveUp: boolean;
  /** Reads from now on. */
  go(): void;
}

const LIMIT = 256;
/** Longer than a busy machine takes. */
const PATIENCE_MS = 30_000;

/** The other side of a connection, in this process: reads line by line, or not until it is told to. */
export function openReader(paused: boolean, patienceMs = PATIENCE_MS): PausedReader {
  const lines: string[] = [];
  let go: (() => void) | undefined;
  let [reading, gaveUp, mostWaiting] = [!paused, false, 0];
  const stream = new Writable({
    highWaterMark: 16,
    decodeStrings: false,
    write(line: string, _encoding, taken) {
      const read = () => {
        lines.push(line.trim());
        setImmediate(taken);
      };
      if (reading) read();
      else go = read;
    },
  });
  const outlet = new Outlet({
    ...{ stream, limit: LIMIT, patienceMs, hangUp: () => void (gaveUp = true) },
    tally: { written: 0, ended: new Map() },
    write(frame) {
      const taken = stream.write(frame);
      mostWaiting = Math.max(mostWaiting, stream.writableLength);
      return taken;
    },
  });
  return {
    ...{ outlet, lines, limit: LIMIT },
    get mostWaiting() {
      return mostWaiting;
    },
    get gaveUp() {
      return gaveUp;
    },
    go() {
      reading = true;
      go?.();
    },
  };
}
