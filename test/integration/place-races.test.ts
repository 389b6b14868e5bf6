/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import { runBatch } from "../../src/store/unit-of-work/run-batch.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { assignItemToBin } from "../../src/usecases/assign-item-to-bin.js";
import { createInventoryItem } from "../../src/usecases/create-inventory-item.js";
import { createWarehouseBin } from "../../src/usecases/create-warehouse-bin.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { deleteInventoryItem } from "../../src/usecases/delete-inventory-item.js";
import { updateInventoryItem } from "../../src/usecases/update-inventory-item.js";
import { updateWarehouseBin } from "../../src/usecases/update-warehouse-bin.js";
import { updateWarehouse } from "../../src/usecases/update-warehouse.js";
import { REGISTRY } from "../support/registry.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

// Two stores on one database are two processes, as far as locks go.

let database: FreshDatabase;
let here: Store;
let there: Store;

beforeAll(async () => {
  database = await freshDatabase();
  here = openStore(database.url);
  there = openStore(database.url);
});

afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await expectConsistent(database.url);
  await database.drop();
});

async function newWarehouse(): Promise<string> {
  const code = uniqueName("W");
  const created = await createWarehouse(here.deps, { code, name: "East" }, CALLER);
  if (!created.ok) throw new Error("no warehouse");
  return created.value.warehouse.id;
}

async function newBin(warehouseId: string, code: string): Promise<string> {
  const created = await createWarehouseBin(here.deps, { warehouseId, code }, CALLER);
  if (!created.ok) throw new Error("no bin");
  return created.value.bin.id;
}

const rowOf = async (id: string) =>
  (await query(database.url, "SELECT * FROM warehouse WHERE id = $1", [id]))[0];

const versionsOf = async (id: string) =>
  (
    await query(database.url, "SELECT aggregate_version FROM event WHERE aggregate_id = $1 ORDER BY seq", [
      id,
    ])
  ).map((row) => row["aggregate_version"]);

it("when two processes make the same bin, then one of them does, again and again", async () => {
  const warehouseId = await newWarehouse();
  for (let n = 0; n < 10; n++) {
    const make = ({ deps }: Store) => createWarehouseBin(deps, { warehouseId, code: `A${n}` }, CALLER);
    const answers = await Promise.all([here, there].map(make));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ refusals: [{ code: "ALREADY_EXISTS" }] });
  }
  expect(await rowOf(warehouseId)).toMatchObject({ version: 11 });
});

it("when two processes change one warehouse, then neither's change is lost", async () => {
  const warehouseId = await newWarehouse();
  const bins = [await newBin(warehouseId, "A"), await newBin(warehouseId, "B")];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => [
      updateWarehouse(here.deps, { warehouseId, name: `Name ${n}` }, CALLER),
      updateWarehouse(there.deps, { warehouseId, priority: n }, CALLER),
      updateWarehouseBin(here.deps, { binId: bins[0] as string, code: `A${n}` }, CALLER),
      updateWarehouseBin(there.deps, { binId: bins[1] as string, code: `B${n}` }, CALLER),
    ]).flat(),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(await rowOf(warehouseId)).toMatchObject({ name: "Name 19", priority: 19, version: 83 });
  expect(await versionsOf(warehouseId)).toEqual(Array.from({ length: 83 }, (_, n) => n + 1));
  const codes = await query(database.url, "SELECT code FROM warehouse_bin WHERE warehouse_id = $1", [
    warehouseId,
  ]);
  expect(codes.map(({ code }) => code).sort()).toEqual(["A19", "B19"]);
});

it("when a warehouse is locked elsewhere for long, then it alone is waited for, and its commands keep their order", async () => {
  const create = () => createInventoryItem(here.deps, { productVariantId: uniqueName("v") }, CALLER);
  const tookMs: number[] = [];
  // One wait for a lock, not one for each half of the batch that the warehouse's command is in: that
  // takes long every time, and a machine that stood still in the middle did so once.
  while (tookMs.length < 5 && !(Math.min(...tookMs) < 1_500)) tookMs.push(await lockedElsewhere(create));
  expect(Math.min(...tookMs)).toBeLessThan(1_500);
});

/** How long other commands take meanwhile. */
async function lockedElsewhere(create: () => Promise<{ ok: boolean }>): Promise<number> {
  const warehouseId = await newWarehouse();
  const binId = await newBin(warehouseId, "A");
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("BEGIN");
  await other.query("SELECT FROM warehouse WHERE id = $1 FOR UPDATE", [warehouseId]);
  const began = performance.now();
  const alone = create();
  const waiting = Promise.all([
    updateWarehouse(here.deps, { warehouseId, name: "First" }, CALLER),
    updateWarehouseBin(here.deps, { binId, code: "B" }, CALLER),
    updateWarehouse(here.deps, { warehouseId, name: "Second" }, CALLER),
  ]);
  const answers = await Promise.all(Array.from({ length: 60 }, create));
  expect((await alone).ok && answers.every(({ ok }) => ok)).toBe(true);
  const tookMs = performance.now() - began;
  await other.query("COMMIT");
  await other.end();
  expect((await waiting).every(({ ok }) => ok)).toBe(true);
  expect(await rowOf(warehouseId)).toMatchObject({ name: "Second", version: 5 });
  return tookMs;
}

it("when the bins of one warehouse swap their names in one batch, then it passes at once", async () => {
  const warehouseId = await newWarehouse();
  const [a, b] = [await newBin(warehouseId, "A"), await newBin(warehouseId, "B")];
  const submission = { ...CALLER, idempotencyKey: null };
  const rename = (binId: string, code: string) =>
    ({ command: { kind: "renameBin", binId, code }, submission }) as const;
  const requests = [rename(a, "FREE"), rename(b, "A"), rename(a, "B")];
  const options = { skipLocked: false, strategy: STRATEGIES.PRIORITY, check: REGISTRY.check };
  const { outcomes } = await runBatch(here.database.prisma, requests, options);
  expect(outcomes).toMatchObject(requests.map(() => ({ result: { ok: true } })));
  const codes = "SELECT id, code FROM warehouse_bin WHERE warehouse_id = $1 ORDER BY code";
  expect(await query(database.url, codes, [warehouseId])).toEqual([
    { id: b, code: "A" },
    { id: a, code: "B" },
  ]);
});

it("when two processes put items into each other's bins, then nobody waits forever", async () => {
  const places = [await newWarehouse(), await newWarehouse()];
  const bins = [await newBin(places[0] as string, "A"), await newBin(places[1] as string, "B")] as const;
  const items = [await stockUp(here, uniqueName("v"), 1), await stockUp(here, uniqueName("v"), 1)] as const;
  const answers = await Promise.all(
    items.flatMap((productVariantId, n) => [
      assignItemToBin(here.deps, { productVariantId, binId: bins[n] as string }, CALLER),
      assignItemToBin(there.deps, { productVariantId, binId: bins[1 - n] as string }, CALLER),
      updateWarehouseBin(there.deps, { binId: bins[n] as string, code: "C" }, CALLER),
    ]),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  const rows = await query(
    database.url,
    "SELECT * FROM bin_assignment a JOIN stock_level s USING (product_variant_id) JOIN warehouse_bin b ON b.id = a.bin_id AND b.warehouse_id = s.warehouse_id WHERE b.id = ANY($1::uuid[])",
    [bins],
  );
  expect(rows).toHaveLength(4);
});

it("when two processes change one item, then neither's change is lost", async () => {
  const productVariantId = await stockUp(here, uniqueName("v"), 1);
  const answers = await Promise.all([
    updateInventoryItem(here.deps, { productVariantId, sku: "NEW" }, CALLER),
    updateInventoryItem(there.deps, { productVariantId, lowStockThreshold: 9 }, CALLER),
  ]);
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(await here.reader.items([productVariantId])).toMatchObject([
    { sku: "NEW", lowStockThreshold: 9, version: 4 },
  ]);
});

it("when an item is deleted while goods come in, then it is kept and somebody told, or the goods are refused", async () => {
  for (let n = 0; n < 10; n++) {
    const productVariantId = await stockUp(here, uniqueName("v"), 1);
    await adjustStock(here.deps, { productVariantId, delta: -1, changeType: "ADJUSTMENT" }, CALLER);
    const [deleted, bought] = await Promise.all([
      deleteInventoryItem(here.deps, { productVariantId }, CALLER),
      adjustStock(there.deps, { productVariantId, delta: 1, changeType: "PURCHASE" }, CALLER),
    ]);
    expect(deleted).toMatchObject({ ok: true, value: { removed: !bought.ok } });
    expect(here.notRemoved.includes(productVariantId)).toBe(bought.ok);
    if (!bought.ok) expect(bought.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  }
});

it("when a variant is deleted, created and stocked in one batch, then its ledger goes on", async () => {
  const productVariantId = uniqueName("v");
  const variant = { productVariantId };
  const buy = { ...variant, delta: 2, changeType: "PURCHASE" as const };
  await createInventoryItem(here.deps, variant, CALLER);
  const verbs = await Promise.all([
    adjustStock(here.deps, buy, CALLER),
    adjustStock(here.deps, { ...buy, delta: -2, changeType: "ADJUSTMENT" }, CALLER),
    deleteInventoryItem(here.deps, variant, CALLER),
    adjustStock(here.deps, buy, CALLER),
    createInventoryItem(here.deps, { ...variant, sku: "AGAIN" }, CALLER),
    adjustStock(here.deps, buy, CALLER),
  ]);
  expect(verbs.map(({ ok }) => ok)).toEqual([true, true, true, false, true, true]);
  const [item] = await here.reader.items([productVariantId]);
  expect(item).toMatchObject({ sku: "AGAIN", quantity: 2, version: 6, status: "LOW_STOCK" });
});

it("when two processes create a deleted variant, then one of them does", async () => {
  const variant = { productVariantId: uniqueName("v") };
  await createInventoryItem(here.deps, variant, CALLER);
  await deleteInventoryItem(here.deps, variant, CALLER);
  const create = ({ deps }: Store) => createInventoryItem(deps, variant, CALLER);
  const answers = await Promise.all([here, there].map(create));
  expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(await here.reader.items([variant.productVariantId])).toMatchObject([{ version: 3 }]);
});
