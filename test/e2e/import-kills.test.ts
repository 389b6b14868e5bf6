/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventually } from "../support/eventually.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { runStock, startStock } from "../support/stock-command.js";
import { countOf, openStockFiles, type StockFiles } from "../support/stock-file.js";
import { CALLER, expectConsistent, openStore, type Store } from "../support/store.js";

const KILLS = scaled(3, 30);
const ROWS = KILLS * 3_000;

let files: StockFiles;
let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  [files, database] = await Promise.all([openStockFiles(), freshDatabase()]);
  store = openStore(database.url);
});

afterAll(async () => {
  await store.close();
  await expectConsistent(database.url);
  await database.drop();
  await files.remove();
});

async function itemsStored(): Promise<number> {
  const [row] = await query<{ items: number }>(database.url, "SELECT count(*)::int AS items FROM inventory");
  return row?.items as number;
}

it(
  `when an import is killed ${KILLS} times at any moment, then every row is carried out once`,
  async () => {
    const path = await files.writeItems("stock.csv", ROWS);
    const environment = { DATABASE_URL: database.url };
    const args = ["import", path, "--json"];
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await itemsStored();
      const running = startStock(args, environment);
      // Somewhere in the next rows: before, within or after a transaction.
      const rows = 1 + Math.floor(Math.random() * 2_000);
      await eventually(async () => expect(await itemsStored()).toBeGreaterThanOrEqual(before + rows), {
        timeoutMs: 60_000,
      });
      running.kill("SIGKILL");
      await running.ended;
      // Sold after the count: what is imported once more must not undo it.
      if (kill > 0) continue;
      const sold = await adjustStock(
        store.deps,
        { productVariantId: "item-1", delta: -1, changeType: "SALE" },
        CALLER,
      );
      expect(sold.ok).toBe(true);
    }
    const stored = await itemsStored();
    const done = await runStock(args, environment);
    const summary = JSON.parse(done.stdout) as { replayed: number };
    expect(done.exitCode).toBe(0);
    expect(summary).toEqual({
      rows: ROWS,
      created: ROWS,
      changed: 0,
      unchanged: 0,
      failed: 0,
      replayed: stored,
    });

    const wrong = await query(
      database.url,
      `SELECT i.product_variant_id FROM inventory i
       LEFT JOIN ledger_entry e ON e.product_variant_id = i.product_variant_id AND e.reason = 'import'
       GROUP BY 1 HAVING count(e.id) <> 1`,
    );
    expect([await itemsStored(), wrong]).toEqual([ROWS, []]);
    const quantities = await query<{ id: string; quantity: number }>(
      database.url,
      "SELECT product_variant_id AS id, quantity FROM inventory",
    );
    const expected = (id: string) => countOf(Number(id.slice(5))) - (id === "item-1" ? 1 : 0);
    expect(quantities.filter(({ id, quantity }) => quantity !== expected(id))).toEqual([]);
    process.stderr.write(
      `${JSON.stringify({ prove: "import-kills", kills: KILLS, rows: ROWS, ...summary })}\n`,
    );
  },
  scaled(180_000, 1_200_000),
);
