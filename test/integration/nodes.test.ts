/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Client } from "../support/client/client.js";
import { ASSIGN_BIN, CREATE_BIN, DELETE_ITEM } from "../support/client/place-documents.js";
import { BINS, ITEM_LISTS, LEDGER, NODE, STOCK_TRANSFER } from "../support/client/read-documents.js";
import { CREATE_TRANSFER } from "../support/client/stock-documents.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let east: string;
let west: string;
let ids: Record<"item" | "warehouse" | "bin" | "reservation" | "entry" | "transfer", string>;

const UNKNOWN = "00000000-0000-4000-8000-0000000000ff";

beforeAll(async () => {
  shop = await openShop();
  [east, west] = [await shop.warehouse(), await shop.warehouse()];
  await shop.item({ id: "a", quantity: 10 });
  const reservation = await shop.reserve("o", [{ productVariantId: "a", quantity: 1 }]);
  const bin = await shop.admin.ask(CREATE_BIN, { input: { warehouseId: east, code: "B-1" } });
  await shop.admin.ask(CREATE_BIN, { input: { warehouseId: east, code: "A-1" } });
  const binId = bin.createWarehouseBin.bin?.id as string;
  await shop.put("a", 1, east);
  const { assignItemToBin } = await shop.admin.ask(ASSIGN_BIN, { input: { productVariantId: "a", binId } });
  expect(assignItemToBin.userErrors).toEqual([]);
  const input = {
    ...{ fromWarehouseId: "MAIN", toWarehouseId: east },
    lines: [{ productVariantId: "a", quantity: 4 }],
  };
  const { createStockTransfer } = await shop.admin.ask(CREATE_TRANSFER, { input });
  const { ledger } = await shop.admin.ask(LEDGER, { first: 1 });
  const [row] = await query<{ item: string; warehouse: string }>(
    shop.url,
    "SELECT (SELECT id FROM inventory) AS item, (SELECT id FROM warehouse WHERE code = $1) AS warehouse",
    [east],
  );
  ids = {
    item: row?.item as string,
    warehouse: row?.warehouse as string,
    bin: binId,
    reservation,
    entry: ledger.edges[0]?.node.id as string,
    transfer: createStockTransfer.transfer?.id as string,
  };
}, 60_000);

afterAll(() => shop.close());

const kinds = async (client: Client): Promise<(string | undefined)[]> =>
  Promise.all(Object.values(ids).map(async (id) => (await client.ask(NODE, { id })).node?.__typename));

it("when a node is asked for by its id, then it is found whatever its type, in any case", async () => {
  const nodes = await Promise.all(
    Object.values(ids).map((id) => shop.admin.ask(NODE, { id: id.toUpperCase() })),
  );
  expect(nodes.map(({ node }) => node)).toEqual([
    { __typename: "InventoryItem", id: ids.item, productVariantId: "a" },
    { __typename: "Warehouse", id: ids.warehouse, code: east, bins: [{ code: "A-1" }, { code: "B-1" }] },
    { __typename: "WarehouseBin", id: ids.bin, binCode: "B-1" },
    { __typename: "Reservation", id: ids.reservation, orderId: "o" },
    { __typename: "LedgerEntry", id: ids.entry, kind: "TRANSFER_OUT" },
    { __typename: "StockTransfer", id: ids.transfer, lines: [{ quantity: 4 }] },
  ]);
  expect(await shop.admin.ask(NODE, { id: UNKNOWN })).toEqual({ node: null });
  expect(await shop.admin.ask(NODE, { id: "no-uuid" })).toEqual({ node: null });
});

it("when many are asked for in one request, then they are looked up at once", async () => {
  const before = shop.node.asked.nodes;
  const asked = Object.values(ids).map((id, index) => `n${index}: node(id: "${id}") { id }`);
  const { data } = await shop.admin.send(`{ ${asked.join(" ")} }`);
  expect(Object.values(data as object)).toEqual(Object.values(ids).map((id) => ({ id })));
  expect(shop.node.asked.nodes).toBe(before + 1);
});

it("when the token may not read a type, or does not reach its warehouses, then it is null", async () => {
  const places = ["InventoryItem", "Warehouse", "WarehouseBin"];
  expect(await kinds(await shop.client("storefront"))).toEqual([...places, undefined, undefined, undefined]);
  const reserver = await shop.client("order-service");
  expect(await kinds(reserver)).toEqual([...places, "Reservation", undefined, undefined]);
  const ofEast = [...places, undefined, undefined, "StockTransfer"];
  expect(await kinds(await shop.client("admin", [east]))).toEqual(ofEast);
  const ofMain = ["InventoryItem", undefined, undefined, "Reservation", "LedgerEntry", "StockTransfer"];
  expect(await kinds(await shop.client("admin", ["MAIN"]))).toEqual(ofMain);
  const none = Array.from({ length: 5 }, () => undefined);
  expect(await kinds(await shop.client("admin", [west]))).toEqual(["InventoryItem", ...none]);
});

it("when a transfer is asked for, then it tells what is on its way; out of reach it is null", async () => {
  const { stockTransfer } = await shop.admin.ask(STOCK_TRANSFER, { id: ids.transfer });
  expect(stockTransfer).toEqual({
    ...{ status: "IN_TRANSIT", from: { code: "MAIN" }, to: { code: east } },
    lines: [
      {
        ...{ quantity: 4, receivedQuantity: 0, missingQuantity: 0, returnedQuantity: 0 },
        item: { productVariantId: "a", inTransitQuantity: 4 },
      },
    ],
  });
  expect(await shop.admin.ask(STOCK_TRANSFER, { id: UNKNOWN })).toEqual({ stockTransfer: null });
  const confined = await shop.client("admin", [west]);
  expect(await confined.ask(STOCK_TRANSFER, { id: ids.transfer })).toEqual({ stockTransfer: null });
  const shopper = await shop.client("order-service");
  const { errors } = await shopper.send(STOCK_TRANSFER, { id: ids.transfer });
  expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
});

it("when a token reaches one end of a transfer, then it is told the name of the other, and nothing of its bins", async () => {
  const asked = `{ stockTransfer(id: "${ids.transfer}") { to { code bins { code } } } }`;
  const to = async (warehouse: string) => (await (await shop.client("admin", [warehouse])).send(asked)).data;
  expect(await to(east)).toEqual({
    stockTransfer: { to: { code: east, bins: [{ code: "A-1" }, { code: "B-1" }] } },
  });
  expect(await to("MAIN")).toEqual({ stockTransfer: { to: { code: east, bins: [] } } });
});

it("when bins are asked for, then a warehouse has all of its own, and a level those of the item", async () => {
  const { inventoryItem } = await shop.admin.ask(BINS, { id: "a" });
  expect(inventoryItem?.levels).toEqual([
    { warehouse: { code: "MAIN", bins: [] }, bins: [] },
    {
      warehouse: { code: east, bins: [{ code: "A-1" }, { code: "B-1" }] },
      bins: [{ id: ids.bin, code: "B-1" }],
    },
  ]);
});

it("when a warehouse's many bins are listed again and again, then LIMIT_EXCEEDED; once they are told", async () => {
  const code = await shop.warehouse();
  const sql = `INSERT INTO warehouse_bin (id, warehouse_id, code)
    SELECT gen_random_uuid(), w.id, 'B' || n FROM warehouse w, generate_series(1, 2000) n WHERE w.code = $1`;
  await query(shop.url, sql, [code]);
  const confined = await shop.client("storefront", [code]);
  const list = (times: number) => {
    const fields = Array.from({ length: times }, (_, n) => `w${n}: warehouses { bins { code } }`);
    return confined.send(`{ ${fields.join(" ")} }`);
  };
  const { data } = await list(1);
  expect(data).toMatchObject({ w0: [{ bins: { length: 2_000 } }] });
  expect((await list(30)).errors).toBeUndefined();
  expect((await list(50)).errors?.[0]?.extensions).toMatchObject({ code: "LIMIT_EXCEEDED" });
});

it("when an item was deleted, then it is null by any way, but its ledger still tells of it", async () => {
  const id = await shop.item({ id: uniqueName("gone"), quantity: 1 });
  await shop.put(id, -1);
  const { deleteInventoryItem } = await shop.admin.ask(DELETE_ITEM, { input: { productVariantId: id } });
  expect(deleteInventoryItem).toMatchObject({ removed: true, userErrors: [] });
  expect(await shop.admin.ask(NODE, { id: deleteInventoryItem.item?.id as string })).toEqual({ node: null });
  expect(await shop.admin.ask(ITEM_LISTS, { id })).toEqual({ inventoryItem: null });
  const { ledger } = await shop.admin.ask(LEDGER, { filter: { productVariantId: id } });
  expect(ledger.edges.map(({ node }) => node.item.productVariantId)).toEqual([id, id]);
});
