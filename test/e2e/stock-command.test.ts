/** @needs postgres */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { createInventoryItem } from "../../src/usecases/create-inventory-item.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { deleteInventoryItem } from "../../src/usecases/delete-inventory-item.js";
import { discontinueInventoryItem } from "../../src/usecases/discontinue-inventory-item.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, postgresUrl, query, type FreshDatabase } from "../support/services.js";
import { runStock, startStock } from "../support/stock-command.js";
import { openStockFiles, type StockFiles } from "../support/stock-file.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

let files: StockFiles;
let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  files = await openStockFiles();
});

beforeEach(async () => {
  await store?.close();
  await database?.drop();
  database = await freshDatabase();
  store = openStore(database.url);
});

afterAll(async () => {
  await store.close();
  await expectConsistent(database.url);
  await database.drop();
  await files.remove();
});

const stock = (...args: string[]) => runStock(args, { DATABASE_URL: database.url });
const summary = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, number>;
/** Each starts several processes. */
const PATIENCE_MS = 90_000;
const DONE = { created: 0, changed: 0, unchanged: 0, failed: 0, replayed: 0 };

async function itemsStored(): Promise<number> {
  const [row] = await query<{ items: number }>(database.url, "SELECT count(*)::int AS items FROM inventory");
  return row?.items as number;
}

/** Of everything a feature of items and levels can be. */
async function fillWithEverything(): Promise<void> {
  const { deps } = store;
  const made = [
    await createWarehouse(deps, { code: "=EAST", name: "East", priority: 10 }, CALLER),
    await createInventoryItem(
      deps,
      { productVariantId: 'a "quoted",\r\nline; 名前 \u2028', sku: "-1+1" },
      CALLER,
    ),
    await createInventoryItem(
      deps,
      { productVariantId: "'=limited", backorderPolicy: "LIMIT", backorderLimit: 7, lowStockThreshold: 0 },
      CALLER,
    ),
    await createInventoryItem(deps, { productVariantId: " allowed ", backorderPolicy: "ALLOW" }, CALLER),
    // More is held than is on hand.
    await reserveStock(
      deps,
      { orderId: "order", lines: [{ productVariantId: " allowed ", quantity: 4 }], ttlSeconds: 0 },
      CALLER,
    ),
    await createInventoryItem(deps, { productVariantId: "discontinued" }, CALLER),
    await discontinueInventoryItem(deps, { productVariantId: "discontinued" }, CALLER),
    await createInventoryItem(deps, { productVariantId: "deleted", sku: "gone" }, CALLER),
    await deleteInventoryItem(deps, { productVariantId: "deleted" }, CALLER),
    ...(await Promise.all(
      ["MAIN", "=EAST"].map((warehouseId, index) =>
        adjustStock(
          deps,
          { productVariantId: "'=limited", delta: 5 + index, changeType: "PURCHASE", warehouseId },
          CALLER,
        ),
      ),
    )),
  ];
  expect(made.filter(({ ok }) => !ok)).toEqual([]);
}

describe("npm run stock", () => {
  it.each(["csv", "ndjson"])(
    "when all is exported as %s and imported again, then nothing changes",
    async (format) => {
      await fillWithEverything();
      // More than one page of the export.
      await stock("import", await files.writeItems("many.csv", 1_100));
      const before = await query(database.url, "SELECT * FROM inventory ORDER BY 1");
      const path = files.path(`all.${format}`);
      const exported = await stock("export", path, "--json");
      expect([exported.exitCode, summary(exported)]).toEqual([0, { rows: 1_105 }]);
      expect(await files.read(`all.${format}`)).not.toContain("gone");

      const imported = await stock("import", path, "--json");
      expect([imported.exitCode, summary(imported)]).toEqual([0, { ...DONE, rows: 1_105, unchanged: 1_105 }]);
      expect(await query(database.url, "SELECT * FROM inventory ORDER BY 1")).toEqual(before);
      const { stdout, stderr } = await stock("export", "-", "--format", format);
      expect(stdout).toBe(await files.read(`all.${format}`));
      expect(stderr).toContain("1105 rows were exported");
    },
    PATIENCE_MS,
  );

  it(
    "when an export comes to an empty database, then its items, counts and policies are there",
    async () => {
      await fillWithEverything();
      const path = files.path("moved.csv");
      await stock("export", path);
      const other = await freshDatabase();
      await query(other.url, "INSERT INTO warehouse (code, name) VALUES ('=EAST', 'East')");
      const moved = await runStock(["import", path, "--json"], { DATABASE_URL: other.url });
      expect(summary(moved)).toEqual({ ...DONE, rows: 5, created: 4, changed: 1 });
      const stored = `SELECT i.product_variant_id, sku, i.quantity, low_stock_threshold, backorder_policy, i.backorder_limit,
      l.quantity AS here, l.backorder_limit AS owing, w.code
      FROM inventory i JOIN stock_level l USING (product_variant_id) JOIN warehouse w ON w.id = l.warehouse_id
      WHERE deleted_at IS NULL ORDER BY 1, w.code`;
      expect(await query(other.url, stored)).toEqual(await query(database.url, stored));
      await expectConsistent(other.url);
      await other.drop();
    },
    PATIENCE_MS,
  );

  it(
    "when names begin as formulas do, then an export has no cell that a spreadsheet would run",
    async () => {
      await fillWithEverything();
      const { stdout } = await stock("export", "-", "--format", "csv");
      const rows: string[][] = parse(stdout);
      const cells = rows.flat();
      expect(cells).toEqual(expect.arrayContaining(["'=EAST", "'-1+1", "''=limited"]));
      expect(cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    "when rows fail, then they are listed with their columns, the others are carried out, and the exit is 1",
    async () => {
      const path = await files.write(
        "some.csv",
        "productVariantId,quantity,warehouse\ngood,1,\nbad,much,\nlost,2,NOWHERE\ngood,3,MAIN\n",
      );
      const told = await stock("import", path, "--errors", files.path("errors.ndjson"), "--json");
      expect([told.exitCode, summary(told)]).toEqual([
        1,
        { ...DONE, rows: 4, created: 1, changed: 1, failed: 2 },
      ]);
      const failed = [
        {
          row: 2,
          line: 3,
          column: "quantity",
          code: "INVALID_INPUT",
          message: 'Must be a whole number, not "much".',
        },
        {
          row: 3,
          line: 4,
          column: "warehouse",
          code: "NOT_FOUND",
          message: 'No warehouse has the id or code "NOWHERE".',
        },
      ];
      const listed = (await files.read("errors.ndjson")).trim().split("\n");
      expect(listed.map((line) => JSON.parse(line) as unknown)).toEqual(failed);

      // Again: the same answers, from the store.
      const again = await stock("import", path);
      expect(again.exitCode).toBe(1);
      expect(again.stderr).toContain(
        'line 4, row 3, warehouse: NOT_FOUND No warehouse has the id or code "NOWHERE".',
      );
      expect(again.stdout).toContain("An earlier run had done 4 of them, which were not done again");
    },
    PATIENCE_MS,
  );

  it(
    "when a file is imported twice, then what was sold in between stays sold, unless it is to be --again",
    async () => {
      await stockUp(store, "sold", 1);
      const path = await files.write("counts.ndjson", '{"productVariantId":"sold","quantity":10}\n');
      await stock("import", path);
      await adjustStock(store.deps, { productVariantId: "sold", delta: -4, changeType: "SALE" }, CALLER);
      const onHand = async () => (await store.reader.items(["sold"]))[0]?.quantity;

      expect(summary(await stock("import", path, "--json"))).toMatchObject({ changed: 1, replayed: 1 });
      expect(await onHand()).toBe(6);
      expect(summary(await stock("import", path, "--again", "--json"))).toMatchObject({
        changed: 1,
        replayed: 0,
      });
      expect(await onHand()).toBe(10);
      expect(
        await query(
          database.url,
          "SELECT quantity_delta, reason, reference, actor FROM ledger_entry WHERE actor = 'import' ORDER BY item_version",
        ),
      ).toEqual(
        [9, 4].map((quantity_delta) => ({
          quantity_delta,
          reason: "import",
          reference: expect.stringMatching(/^counts\.ndjson [\w-]{12}$/),
          actor: "import",
        })),
      );
    },
    PATIENCE_MS,
  );

  it(
    "when it is only to be checked, then no database is asked, and what the stock allows is left open",
    async () => {
      const path = await files.write("check.csv", "productVariantId,quantity\na,1\n,2\n");
      const { exitCode, stdout, stderr } = await runStock(["import", path, "--dry-run"], {
        DATABASE_URL: "postgresql://127.0.0.1:1/none",
      });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining("2 rows were read, 1 of them")]);
      expect(stdout).toContain("Whether the stock allows them was not checked.");
      expect(stderr).toContain("row 2, productVariantId: INVALID_INPUT Must be given.");
    },
    PATIENCE_MS,
  );

  it.each([
    ["no such file", ["import", "nowhere.csv"], "nowhere.csv"],
    ["a folder", ["import", ".", "--format", "csv"], "not a regular file"],
    ["columns that are not known", ["import", "unknown.csv"], '"colour"'],
    ["a line that is malformed", ["import", "malformed.csv"], "line 3 has a quote"],
    ["no file but a pipe", ["import", "-", "--format", "csv"], "An import needs a file"],
    ["letters that are not UTF-8", ["import", "latin.csv"], "not UTF-8"],
    ["no verb", ["list"], "Usage"],
    ["an option that is not known", ["export", "x.csv", "--fast"], "Usage"],
    ["options that contradict each other", ["import", "x.csv", "--again", "--run", "a"], "say one of them"],
  ])(
    "when there is %s, then nothing is written, and the exit is 2",
    async (_, args, said) => {
      await files.write("unknown.csv", "productVariantId,colour\na,red\n");
      await files.write("malformed.csv", 'productVariantId\na\nb"\n');
      await files.write("latin.csv", Buffer.from("productVariantId\ncaf\xe9\n", "latin1"));
      const placed = args.map((arg, index) =>
        index === 1 && arg !== "." && arg !== "-" ? files.path(arg) : arg,
      );
      const { exitCode, stderr } = await stock(...placed);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(said)]);
      expect(await itemsStored()).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    "when the database is out of reach or was never migrated, then it is named, and the exit is 2",
    async () => {
      const path = await files.writeItems("few.csv", 1);
      const away = await runStock(["import", path], { DATABASE_URL: "postgresql://127.0.0.1:1/none" });
      expect([away.exitCode, away.stderr]).toEqual([2, expect.stringContaining("DATABASE_URL")]);
      const empty = await runStock(["import", path], { DATABASE_URL: postgresUrl() });
      expect([empty.exitCode, empty.stderr]).toEqual([
        2,
        expect.stringContaining("migrates it when it starts"),
      ]);
      const folder = await runStock(["export", files.path("x.csv")], {
        DATA_DIR: files.path("nothing-here"),
      });
      expect([folder.exitCode, folder.stderr]).toEqual([2, expect.stringContaining("nothing-here")]);
    },
    PATIENCE_MS,
  );

  it(
    "when it is interrupted, then it says how to go on, and the next run does",
    async () => {
      const rows = 10_000;
      const path = await files.writeItems("long.csv", rows);
      const running = startStock(["import", path, "--again", "--json"], { DATABASE_URL: database.url });
      await eventually(async () => expect(await itemsStored()).toBeGreaterThan(0), { timeoutMs: 60_000 });
      running.kill("SIGINT");
      const stopped = await running.ended;
      expect([stopped.exitCode, stopped.stderr]).toEqual([130, expect.stringContaining("Stopped after row")]);
      const { rows: done } = summary(stopped);
      expect(await itemsStored()).toBe(done);
      const [, run] = / --run (\w+)/.exec(stopped.stderr) as unknown as [string, string];
      const rest = summary(await stock("import", path, "--run", run, "--json"));
      expect(rest).toEqual({ ...DONE, rows, created: rows, replayed: done });
      expect(await itemsStored()).toBe(rows);
    },
    PATIENCE_MS,
  );
});
