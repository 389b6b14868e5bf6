import { exportFile } from "./stock/export-file.js";
import { runImport } from "./stock/run-import.js";
import { readOptions } from "./stock/options.js";
import type { OpenStock } from "./stock/open-stock.js";
import { showProgress } from "./stock/progress.js";

/**
 * `stock import FILE`, `stock export FILE`.
 *
 * @returns the exit code: 0 all good, 1 some rows failed, 130 interrupted.
 * @throws Error when it could not run, or not to the end; its message says why.
 */
export async function runStock(args: readonly string[], openStock: OpenStock): Promise<number> {
  const options = readOptions(args);
  if (options.verb === "import") return runImport(options, openStock);
  const { path, format, json } = options;
  const stock = await openStock();
  try {
    const progress = showProgress("items", await stock.reader.countItems());
    const rows = await exportFile({
      path,
      format,
      reader: stock.reader,
      onProgress: progress.update,
    }).finally(progress.stop);
    const summary = json ? JSON.stringify({ rows }) : `${rows} rows were exported.`;
    // Standard output may be where the rows are.
    (json && path !== "-" ? process.stdout : process.stderr).write(`${summary}\n`);
    return 0;
  } finally {
    await stock.close();
  }
}
