/** @needs postgres */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { importRaw } from "../support/raw-import.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { runStock } from "../support/stock-command.js";
import { expectConsistent } from "../support/store.js";

const ROWS = scaled(20_000, 1_000_000);
/** Of the speed of SQL that writes the same rows; a short run is mostly start and new tables. */
const LEAST_RATIO = scaled(0.02, 0.3);
const MOST_GROWTH_MIB = 300;

let folder: string;
let ours: FreshDatabase;
/** SQL takes its turn before and after, so that other work on the machine slows both alike. */
let raws: FreshDatabase[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stockfeed-import-"));
  [ours, ...raws] = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase()]);
});

afterAll(async () => {
  await Promise.all([...[ours, ...raws].map((each) => each.drop()), rm(folder, { recursive: true })]);
});

async function writeFile(name: string, rows: number): Promise<string> {
  function* lines() {
    yield "productVariantId,sku,lowStockThreshold,warehouse,quantity\n";
    for (let n = 1; n <= rows; n++) {
      yield `raw-${String(n).padStart(8, "0")},SKU-${n},3,MAIN,${10 + (n % 90)}\n`;
    }
  }
  const path = join(folder, name);
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return path;
}

/** How many rows of each kind there are. */
function written(url: string) {
  return query(
    url,
    `SELECT (SELECT count(*)::int FROM inventory) AS items, (SELECT count(*)::int FROM stock_level) AS levels,
            (SELECT count(*)::int FROM ledger_entry) AS entries, (SELECT count(*)::int FROM event) AS events,
            (SELECT count(*)::int FROM outbox) AS outbox`,
  );
}

describe("an import of many rows", () => {
  it(
    `when ${ROWS} items come by file, then it keeps up with SQL, in flat memory`,
    async () => {
      const environment = { DATABASE_URL: ours.url };
      const small = await runStock(["import", await writeFile("small.csv", 1), "--json"], environment);
      expect(small.exitCode).toBe(0);
      const path = await writeFile("large.csv", ROWS);
      const [before, after] = raws as [FreshDatabase, FreshDatabase];
      const rawBefore = await importRaw(before.url, ROWS, MAIN_WAREHOUSE_ID);
      const began = performance.now();
      const large = await runStock(["import", path, "--json"], environment);
      const seconds = (performance.now() - began) / 1_000;
      const rawSeconds = (rawBefore + (await importRaw(after.url, ROWS, MAIN_WAREHOUSE_ID))) / 2;

      // The first item came with the small file.
      const counts = { created: ROWS - 1, changed: 0, unchanged: 1, failed: 0, replayed: 0 };
      expect(JSON.parse(large.stdout)).toEqual({ rows: ROWS, ...counts });
      expect(await written(ours.url)).toEqual(await written(before.url));
      await expectConsistent(ours.url);
      const figures = {
        rows: ROWS,
        seconds: Number(seconds.toFixed(1)),
        rowsPerSecond: Math.round(ROWS / seconds),
        rawSeconds: Number(rawSeconds.toFixed(1)),
        ratio: Number((rawSeconds / seconds).toFixed(2)),
        peakMiB: Math.round(large.peakMiB),
        growthMiB: Math.round(large.peakMiB - small.peakMiB),
      };
      process.stderr.write(`${JSON.stringify({ prove: "import", ...figures })}\n`);
      expect(figures.ratio).toBeGreaterThanOrEqual(LEAST_RATIO);
      expect(figures.growthMiB).toBeLessThan(MOST_GROWTH_MIB);
    },
    scaled(120_000, 3_600_000),
  );
});
