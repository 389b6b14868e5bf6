/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

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
    ["holds nothing", "UPDATE reservation_line SET quantity = 0", "reservation_line_quantity"],
    ["deletes an item that has stock", "DELETE FROM inventory", "stock_level_product_variant_id_fkey"],
    ["edits the ledger", "UPDATE ledger_entry SET reason = 'x'", "the ledger is append-only: UPDATE refused"],
    [
      "edits nothing of the ledger",
      "UPDATE ledger_entry SET reason = 'x' WHERE false",
      "append-only: UPDATE",
    ],
    ["deletes from the ledger", "DELETE FROM ledger_entry", "the ledger is append-only: DELETE refused"],
    ["empties the ledger", "TRUNCATE ledger_entry", "the ledger is append-only: TRUNCATE refused"],
    ["adds a second head", 'INSERT INTO feed_head ("only") VALUES (false)', "feed_head_one_row"],
  ])("when it %s, then the database refuses it", async (_what, sql, reason) => {
    await expect(query(database.url, sql)).rejects.toThrow(reason);
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
