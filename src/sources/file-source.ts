import { extname } from "node:path";
import { SourceFault, type SourceRow, type StockSource, type Taken } from "../ports/stock-source.js";
import { named } from "./faults.js";
import { BY_EXTENSION, type ReadRows } from "./formats.js";
import { atRest, stillWritten, type WholeFile } from "./whole-file.js";

interface FileSourceOptions {
  readonly path: string;
  /** Whether what it does not name is not there. */
  readonly complete: boolean;
}

/**
 * Figures in a file: as of when it was written, unless its rows say when. It is read twice, the first time to see that it
 * is whole: what is booked by the beginning of a file cannot be taken back at its end.
 */
export function createFileSource({ path, complete }: FileSourceOptions): StockSource {
  return {
    name: path,
    async open(signal) {
      const rowsOf = BY_EXTENSION[extname(path).toLowerCase()];
      if (!rowsOf) {
        const known = Object.keys(BY_EXTENSION).join(", ");
        throw new SourceFault(`${path}: its name must end in one of ${known}, which says how it is written.`);
      }
      const file = await atRest(path, signal);
      const taken: Taken = { from: file.writtenAt, until: file.writtenAt, clock: "ours" };
      const lines = rowsOf !== BY_EXTENSION[".json"];
      await readThrough(path, file, { rowsOf, taken, lines, signal });
      return { complete, rows: named(path, rowsOf(file.read(signal), taken)) };
    },
  };
}

interface Reading {
  readonly rowsOf: ReadRows;
  readonly taken: Taken;
  /** Of an array, whose end is seen by its bracket, not. */
  readonly lines: boolean;
  readonly signal: AbortSignal;
}

/** @throws SourceFault when it ends within a row, as one does that is not written to its end. */
async function readThrough(
  path: string,
  file: WholeFile,
  { rowsOf, taken, lines, signal }: Reading,
): Promise<void> {
  let end: number | undefined;
  async function* watched() {
    for await (const bytes of file.read(signal)) {
      end = bytes.at(-1);
      yield bytes;
    }
  }
  let last: SourceRow | undefined;
  for await (const row of named(path, rowsOf(watched(), taken))) last = row;
  const closed = end === undefined || end === LINE_FEED || end === CARRIAGE_RETURN;
  // A row that is cut has too few cells, or is no JSON; one that is whole has its faults in its fields.
  if (lines && !closed && last && "problem" in last && last.field === null) {
    throw stillWritten(path, `row ${last.row}, its last, breaks off`);
  }
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
