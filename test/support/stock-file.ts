import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the files of one suite. */
export interface StockFiles {
  path(name: string): string;
  write(name: string, text: string | Buffer): Promise<string>;
  read(name: string): Promise<string>;
  /** A new item a row with a count in MAIN, e.g. item-1 with 11 units. */
  writeItems(name: string, rows: number): Promise<string>;
  remove(): Promise<void>;
}

export const countOf = (n: number): number => 10 + (n % 90);

export async function openStockFiles(): Promise<StockFiles> {
  const folder = await mkdtemp(join(tmpdir(), "stockfeed-files-"));
  const path = (name: string) => join(folder, name);
  const write = async (name: string, text: string | Buffer) => {
    await writeFile(path(name), text);
    return path(name);
  };
  return {
    path,
    write,
    read: (name) => readFile(path(name), "utf8"),
    writeItems: (name, rows) => {
      const lines = Array.from({ length: rows }, (_, index) => `item-${index + 1},${countOf(index + 1)}`);
      return write(name, ["productVariantId,quantity", ...lines, ""].join("\n"));
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
