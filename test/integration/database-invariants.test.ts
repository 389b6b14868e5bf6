/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

/** Of the one item; `values`: version, delta and balance after it of what is on hand, and FROM what. */
function entry(values: string, reservedAfter = 4): string {
  return `INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, kind, ordinal, reserved_delta, reserved_after,
      actor, correlation_id, occurred_at, item_version, quantity_delta, quantity_after)
    SELECT gen_random_uuid(), (SELECT product_variant_id FROM inventory), '${MAIN_WAREHOUSE_ID}', 'ADJUSTMENT', 9, 0,
      ${reservedAfter}, 'raw', 'raw', now(), ${values}`;
}

let database: FreshDatabase;
let store: Store;
let id: string;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  id = await stockUp(store, uniqueName("item"), 10);
  await reserveStock(store.deps, { orderId: "o", lines: [{ productVariantId: id, quantity: 4 }] }, CALLER);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

describe("raw SQL", () => {
  it.each([
    ["oversells an item", "UPDATE inventory SET reserved = quantity + 1", "inventory_no_oversell"],
    ["sells what is reserved", "UPDATE inventory SET quantity = 3", "inventory_no_oversell"],
    [
      "makes a quantity negative",
      "UPDATE inventory SET backorder_policy = 'ALLOW', quantity = -1, status = 'OUT_OF_STOCK'",
      "inventory_quantity_not_negative",
    ],
    ["makes reserved negative", "UPDATE inventory SET reserved = -1", "inventory_reserved_not_negative"],
    ["writes a status that is not so", "UPDATE inventory SET status = 'OUT_OF_STOCK'", "inventory_status"],
    ["leaves a limit open", "UPDATE inventory SET backorder_policy = 'LIMIT'", "inventory_backorder_limit"],
    ["oversells a level", "UPDATE stock_level SET reserved = 11", "stock_level_no_oversell"],
    [
      "makes a level negative",
      "UPDATE stock_level SET backorder_limit = NULL, quantity = -1",
      "stock_level_quantity_not_negative",
    ],
    [
      "releases more than is held",
      "UPDATE reservation_line SET released_quantity = 5",
      "reservation_line_open",
    ],
    [
      "holds nothing",
      `INSERT INTO reservation_line (reservation_id, product_variant_id, warehouse_id, quantity)
       SELECT gen_random_uuid(), product_variant_id, warehouse_id, 0 FROM reservation_line`,
      "reservation_line_quantity",
    ],
    ["deletes an item that has stock", "DELETE FROM inventory", "stock_level_product_variant_id_fkey"],
    ["edits the ledger", "UPDATE ledger_entry SET reason = 'x'", "the ledger is append-only: UPDATE refused"],
    [
      "edits nothing of the ledger",
      "UPDATE ledger_entry SET reason = 'x' WHERE false",
      "append-only: UPDATE",
    ],
    ["deletes from the ledger", "DELETE FROM ledger_entry", "the ledger is append-only: DELETE refused"],
    ["empties the ledger", "TRUNCATE ledger_entry", "the ledger is append-only: TRUNCATE refused"],
    [
      "changes the total alone",
      "UPDATE inventory SET quantity = 11",
      "(quantity 11, reserved 4) are not the sums",
    ],
    [
      "reserves of the total alone",
      "UPDATE inventory SET reserved = 5",
      "(quantity 10, reserved 5) are not the sums",
    ],
    [
      "makes an item with stock that no level has",
      "INSERT INTO inventory (product_variant_id, quantity, status, low_stock_threshold) VALUES ('new', 5, 'IN_STOCK', 3)",
      'totals of item "new" (quantity 5, reserved 0) are not the sums of its levels (0, 0)',
    ],
    [
      "changes a level alone",
      "UPDATE stock_level SET quantity = 11",
      "is not what its newest ledger entry left (10, 4)",
    ],
    [
      "changes total and level without the ledger",
      `WITH i AS (UPDATE inventory SET quantity = 11) UPDATE stock_level SET quantity = 11`,
      "is not what its newest ledger entry left (10, 4)",
    ],
    [
      "changes level and ledger without the total",
      `WITH s AS (UPDATE stock_level SET quantity = 11), v AS (UPDATE inventory SET version = version + 1 RETURNING version)
       ${entry("version, 1, 11 FROM v")}`,
      "are not the sums of its levels (11, 4)",
    ],
    ["adds an entry that changes nothing else", entry("4, 1, 11 FROM inventory"), "does not fit its level"],
    [
      "adds an entry that does not follow the one before",
      `WITH i AS (UPDATE inventory SET quantity = 11, version = version + 1 RETURNING version),
         s AS (UPDATE stock_level SET quantity = 11)
       ${entry("version, 2, 11 FROM i")}`,
      "(quantity 2 to 11, reserved 0 to 4) does not fit its level or the entry before",
    ],
    [
      "puts an entry between two others",
      `WITH i AS (UPDATE inventory SET quantity = 11), s AS (UPDATE stock_level SET quantity = 11)
       ${entry("1, 1, 1 FROM inventory", 0)}`,
      "does not fit its level or the entry before",
    ],
    [
      "books under a version that the item has not reached",
      `WITH i AS (UPDATE inventory SET quantity = 11 RETURNING version), s AS (UPDATE stock_level SET quantity = 11)
       ${entry("version + 7, 1, 11 FROM i")}`,
      "but its ledger is at version 10",
    ],
    [
      "adds a second entry of the version to the level",
      entry("version, 1, 11 FROM inventory"),
      "ledger_entry_level_key",
    ],
    [
      "makes a level with stock",
      `WITH w AS (INSERT INTO warehouse (code, name) VALUES ('RAW', 'Raw') RETURNING id)
       INSERT INTO stock_level (product_variant_id, warehouse_id, quantity) SELECT product_variant_id, w.id, 5 FROM w, inventory`,
      "is not what its newest ledger entry left (0, 0)",
    ],
    ["deletes a level", "DELETE FROM stock_level", "violates foreign key constraint"],
    [
      "moves a level to another warehouse",
      "UPDATE stock_level SET warehouse_id = gen_random_uuid()",
      "violates foreign key",
    ],
    [
      "says that something is on its way",
      "UPDATE inventory SET in_transit = 3",
      "has 3 units in transit, its open transfers have 0",
    ],
    [
      "makes a hold larger",
      "UPDATE reservation_line SET quantity = 5",
      "may be fulfilled or released further, nothing else",
    ],
    ["moves a hold", "UPDATE reservation_line SET warehouse_id = gen_random_uuid()", "nothing else"],
    ["deletes an open hold", "DELETE FROM reservation_line", "DELETE of reservation_line refused"],
    ["empties the holds", "TRUNCATE reservation_line", "TRUNCATE of reservation_line refused"],
    ["empties the reservations", "TRUNCATE reservation CASCADE", "TRUNCATE of reservation_line refused"],
    ["empties the transfers", "TRUNCATE stock_transfer CASCADE", "TRUNCATE of stock_transfer_line refused"],
    ["empties the levels", "TRUNCATE stock_level CASCADE", "refused"],
    ["empties the items", "TRUNCATE inventory CASCADE", "refused"],
    ["adds a second head", 'INSERT INTO feed_head ("only") VALUES (false)', "feed_head_one_row"],
  ])("when it %s, then the database refuses it", async (_what, sql, reason) => {
    await expect(query(database.url, sql)).rejects.toThrow(reason);
  });

  it("when it moves stock between two levels without a word, then the database refuses it", async () => {
    const made = await createWarehouse(store.deps, { code: "WEST", name: "West" }, CALLER);
    if (!made.ok) throw new Error("no warehouse");
    const west = made.value.warehouse.id;
    const input = { productVariantId: id, delta: 5, warehouseId: west, changeType: "PURCHASE" } as const;
    expect(await adjustStock(store.deps, input, CALLER)).toMatchObject({ ok: true });
    const move =
      "UPDATE stock_level SET quantity = quantity + CASE WHEN warehouse_id = $1 THEN 2 ELSE -2 END";
    await expect(query(database.url, move, [west])).rejects.toThrow(
      "is not what its newest ledger entry left",
    );
  });

  it("when a transfer's line changes without its item, then the database refuses to commit it", async () => {
    const sent = `WITH t AS (INSERT INTO stock_transfer (id, from_warehouse_id, to_warehouse_id, created_at, updated_at)
        SELECT gen_random_uuid(), '${MAIN_WAREHOUSE_ID}', id, now(), now() FROM warehouse WHERE code <> 'MAIN' LIMIT 1 RETURNING id)
      INSERT INTO stock_transfer_line (transfer_id, product_variant_id, quantity) SELECT t.id, $1, 2 FROM t`;
    await expect(query(database.url, sent, [id])).rejects.toThrow(
      `item "${id}" has 0 units in transit, its open transfers have 2`,
    );
  });

  it("when it changes total, level and ledger together, then the database takes it", async () => {
    const item = await stockUp(store, uniqueName("whole"), 10);
    await query(
      database.url,
      `WITH i AS (UPDATE inventory SET quantity = 11, version = version + 1 WHERE product_variant_id = $1 RETURNING version),
         s AS (UPDATE stock_level SET quantity = 11 WHERE product_variant_id = $1)
       INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, kind, ordinal, reserved_delta, reserved_after,
         actor, correlation_id, occurred_at, item_version, quantity_delta, quantity_after)
       SELECT gen_random_uuid(), $1, '${MAIN_WAREHOUSE_ID}', 'ADJUSTMENT', 0, 0, 0, 'raw', 'raw', now(), version, 1, 11 FROM i`,
      [item],
    );
    await expectConsistent(database.url);
  });

  it("when it would let another warehouse than MAIN owe stock, then the database refuses it", async () => {
    const made = await createWarehouse(store.deps, { code: "EAST", name: "East" }, CALLER);
    if (!made.ok) throw new Error("no warehouse");
    const insert = (warehouseId: string) =>
      query(
        database.url,
        "INSERT INTO stock_level (product_variant_id, warehouse_id, backorder_limit) VALUES ($1, $2, 5)",
        [id, warehouseId],
      );
    await expect(insert(made.value.warehouse.id)).rejects.toThrow("stock_level_backorder_in_main");
    await expect(insert(MAIN_WAREHOUSE_ID)).rejects.toThrow("stock_level_pkey");
  });
});

describe("the reader", () => {
  it("when 250 items are asked for, then one statement answers, in the order asked, null for unknown", async () => {
    const known = await Promise.all(Array.from({ length: 249 }, () => stockUp(store, uniqueName("many"), 1)));
    const asked = [...known.slice(100), "unknown", ...known.slice(0, 100)];
    let statements = 0;
    const count = () => statements++;
    store.database.pool.on("acquire", count);
    const items = await store.reader.items(asked);
    store.database.pool.off("acquire", count);
    expect(items.map((item) => item?.productVariantId ?? null)).toEqual(
      asked.map((wanted) => (wanted === "unknown" ? null : wanted)),
    );
    expect(statements).toBe(1);
  });
});
