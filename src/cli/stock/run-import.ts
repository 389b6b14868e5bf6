import { randomBytes, randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Caller } from "../../usecases/use-case.js";
import { openErrorLog, type ErrorLog } from "./error-log.js";
import { faultOf } from "./file-fault.js";
import { importFile, type Summary } from "./import-file.js";
import { heedInterrupts, INTERRUPTED } from "./interrupts.js";
import type { OpenStock } from "./open-stock.js";
import type { StockOptions } from "./options.js";
import { showProgress } from "./progress.js";
import { survey, type Survey } from "./survey.js";
import { UnreadableFile } from "../../lib/unreadable-file.js";

/** Rows of one transaction: larger ones gain nothing (measured), and hold their items' locks longer. */
export const CHUNK_SIZE = 500;

/** @returns the exit code. @throws Error when it could not run, or not to the end. */
export async function runImport(options: StockOptions, openStock: OpenStock): Promise<number> {
  const before = await identityOf(options.path);
  if (options.errors !== undefined) await refuseItself(options.path, options.errors);
  const errors = await openErrorLog(options.errors);
  try {
    const exitCode = options.dryRun ? await check(options, errors) : await apply(options, errors, openStock);
    if ((await identityOf(options.path)) === before) return exitCode;
    throw new Error(`${options.path} was changed while it was read: import it as it is now.`);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new Error(`${options.path}: ${error.message} Nothing was imported.`, { cause: error });
  } finally {
    await errors.close();
  }
}

/** Different when the file was written to, or another was put in its place. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path).catch((cause: Error) => {
    throw new Error(`${path} cannot be read: ${faultOf(cause)}`, { cause });
  });
  if (!found.isFile()) throw new Error(`${path} is not a regular file: an import reads it twice.`);
  return `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** The list of failed rows begins empty: it must not be the file that is to be read. */
async function refuseItself(path: string, errors: string): Promise<void> {
  const [own, other] = await Promise.all([stat(path), stat(errors).catch(() => undefined)]);
  if (own.ino === other?.ino && own.dev === other.dev) {
    throw new Error(`--errors names the file that is imported: ${errors} would be overwritten.`);
  }
}

async function check({ path, format, json }: StockOptions, errors: ErrorLog): Promise<number> {
  const { rows, failed } = await survey({ path, format, chunkSize: CHUNK_SIZE, onFailed: errors.write });
  const text = `${rows} rows were read, ${failed} of them are not valid. Whether the stock allows them was not checked.`;
  process.stdout.write(json ? `${JSON.stringify({ rows, failed })}\n` : `${text}\n`);
  return failed > 0 ? 1 : 0;
}

async function apply(options: StockOptions, errors: ErrorLog, openStock: OpenStock): Promise<number> {
  const { path, format, json } = options;
  const found = await survey({ path, format, chunkSize: CHUNK_SIZE });
  const run = options.again ? randomBytes(6).toString("hex") : options.run;
  const stock = await openStock();
  const interrupts = heedInterrupts();
  const progress = showProgress("rows", found.rows);
  try {
    const summary = await importFile({
      path,
      format,
      chunkSize: CHUNK_SIZE,
      importId: run === undefined ? found.fingerprint : `${found.fingerprint}:${run}`,
      caller: callerOf(path, found),
      lanes: stock.lanes,
      onProgress: ({ rows }) => progress.update(rows),
      onFailed: errors.write,
      signal: interrupts.signal,
    });
    progress.stop();
    process.stdout.write(json ? `${JSON.stringify(summary)}\n` : `${tell(summary)}\n`);
    if (summary.rows < found.rows) {
      process.stderr.write(`Stopped after row ${summary.rows} of ${found.rows}. ${howToGoOn(run)}\n`);
      return INTERRUPTED;
    }
    return summary.failed > 0 ? 1 : 0;
  } catch (error) {
    progress.stop();
    throw new Error(`${(error as Error).message} ${howToGoOn(run)}`, { cause: error });
  } finally {
    interrupts.release();
    await stock.close();
  }
}

/** Ledger and events say where they came from: the file's name, and the beginning of what names its content. */
function callerOf(path: string, { fingerprint }: Survey): Caller {
  return {
    subject: "import",
    correlationId: randomUUID(),
    traceParent: null,
    causationId: `${[...basename(path)].slice(-48).join("")} ${fingerprint.slice(0, 12)}`,
    userId: null,
    warehouses: null,
    mayAdjust: true,
    right: "command",
    address: null,
    deadline: null,
  };
}

function tell({ rows, created, changed, unchanged, failed, replayed }: Summary): string {
  const earlier =
    replayed > 0
      ? ` An earlier run had done ${replayed} of them, which were not done again: they are counted as they ended then.`
      : "";
  return `${rows} rows: ${created} created, ${changed} changed, ${unchanged} unchanged, ${failed} failed.${earlier}`;
}

function howToGoOn(run: string | undefined): string {
  const named = run === undefined ? "" : ` with --run ${run} in place of --again`;
  return `To go on, run the same command${named}.`;
}
