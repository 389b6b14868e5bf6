import { exportFile } from "./stock/export-file.js";
import { runImport } from "./stock/run-import.js";
import { heedInterrupts, INTERRUPTED } from "./stock/interrupts.js";
import { readOptions, type StockArguments, type StockOptions } from "./stock/options.js";
import type { OpenStock } from "./stock/open-stock.js";
import { showProgress } from "./stock/progress.js";

/**
 * `stock import FILE`, `stock export FILE`.
 *
 * @returns the exit code: 0 all good, 1 some rows failed, 130 interrupted.
 * @throws Error when it could not run, or not to the end; its message says why.
 */
export async function runStock(given: StockArguments, openStock: OpenStock): Promise<number> {
  const options = readOptions(given);
  return options.verb === "import" ? runImport(options, openStock) : runExport(options, openStock);
}

async function runExport({ path, format, json }: StockOptions, openStock: OpenStock): Promise<number> {
  const { reader, close } = await openStock();
  const { signal, release } = heedInterrupts();
  try {
    const progress = showProgress("items", await reader.countItems());
    const written = exportFile({ path, format, reader, onProgress: progress.update, signal });
    const rows = await written.finally(progress.stop);
    const summary = json ? JSON.stringify({ rows }) : `${rows} rows were exported.`;
    // Standard output may be where the rows are.
    (json && path !== "-" ? process.stdout : process.stderr).write(`${summary}\n`);
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write("Stopped; an export begins anew.\n");
    return INTERRUPTED;
  } finally {
    release();
    await close();
  }
}
