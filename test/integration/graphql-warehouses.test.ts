/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import * as places from "../support/client/place-documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";

const UNKNOWN_ID = "01a1fb71-0000-7000-8000-000000000000";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = await clientOf({ role: "admin" });
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const clientOf = async (token: { role: "admin" | "storefront"; warehouses?: string[] }) =>
  createClient(node.url, (await node.issuer.issue(token)).token);

async function newWarehouse(): Promise<{ id: string; code: string }> {
  const code = uniqueName("W");
  const { createWarehouse } = await admin.ask(doc.CREATE_WAREHOUSE, { input: { code, name: "East" } });
  return { id: createWarehouse.warehouse?.id ?? "", code };
}

async function newBin(warehouseId: string, code = uniqueName("B")): Promise<{ id: string; code: string }> {
  const { createWarehouseBin } = await admin.ask(places.CREATE_BIN, { input: { warehouseId, code } });
  expect(createWarehouseBin).toMatchObject({ bin: { code }, userErrors: [] });
  return { id: createWarehouseBin.bin?.id ?? "", code };
}

async function newItem(quantity: number, warehouseId: string | null = null): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  const input = { productVariantId, delta: quantity, changeType: "PURCHASE" as const, warehouseId };
  if (quantity > 0) await admin.ask(doc.ADJUST, { input });
  return productVariantId;
}

const eventsOf = async (id: string) =>
  (
    await query(
      database.url,
      `SELECT event_type, aggregate_type, aggregate_version, data FROM event
       WHERE aggregate_id = $1 ORDER BY seq`,
      [id],
    )
  ).map((row) => [`${row["event_type"]} ${row["aggregate_version"]}`, row["data"]]);

describe("warehouses", () => {
  it("when one is changed, by id or by code, then what is given changes, and events tell of it", async () => {
    const { id, code } = await newWarehouse();
    const update = async (given: object, warehouseId = id) =>
      (await admin.ask(places.UPDATE_WAREHOUSE, { input: { warehouseId, ...given } })).updateWarehouse;
    const after = { id, code, name: "Far East", priority: 100, active: true };
    expect(await update({ name: "Far East" })).toEqual({ warehouse: after, userErrors: [] });
    expect(await update({ name: "Far East", priority: null })).toMatchObject({ warehouse: after });
    expect(await update({ priority: 5, active: false }, code)).toMatchObject({
      warehouse: { ...after, priority: 5, active: false },
    });
    expect(await update({ active: true }, id.toUpperCase())).toMatchObject({ warehouse: { active: true } });
    expect(await eventsOf(id)).toMatchObject([
      ["WarehouseCreatedEvent 1", { warehouseId: id, code, name: "East", priority: 100, active: true }],
      ["WarehouseUpdatedEvent 2", { name: "Far East", changes: ["name"] }],
      ["WarehouseUpdatedEvent 3", { priority: 5, changes: ["priority", "active"] }],
      ["WarehouseUpdatedEvent 4", { active: true, changes: ["active"] }],
    ]);
  });

  it("when it is inactive, then nothing new is drawn from it; what it has is counted all the same", async () => {
    const { code } = await newWarehouse();
    const productVariantId = await newItem(5, code);
    const line = { productVariantId, quantity: 1 };
    const reserve = async () =>
      (await admin.ask(doc.RESERVE, { input: { orderId: uniqueName("o"), lines: [line] } })).reserveStock;
    const { updateWarehouse } = await admin.ask(places.UPDATE_WAREHOUSE, {
      input: { warehouseId: code, active: false },
    });
    expect(updateWarehouse.userErrors).toEqual([]);
    expect((await reserve()).userErrors).toMatchObject([{ code: "INSUFFICIENT_STOCK", available: 0 }]);
    const input = { productVariantId, delta: -1, changeType: "ADJUSTMENT" as const, warehouseId: code };
    expect((await admin.ask(doc.ADJUST, { input })).adjustStock.item).toMatchObject({ quantity: 4 });
    await admin.ask(places.UPDATE_WAREHOUSE, { input: { warehouseId: code, active: true } });
    expect((await reserve()).reservation).toMatchObject({ lines: [{ warehouse: { code } }] });
  });

  it("when input is wrong, or the warehouse unknown, then userErrors name the field", async () => {
    const { id } = await newWarehouse();
    const bad = { warehouseId: id, name: "", priority: -1 };
    const { updateWarehouse: invalid } = await admin.ask(places.UPDATE_WAREHOUSE, { input: bad });
    expect(invalid).toEqual({
      warehouse: null,
      userErrors: [
        { code: "INVALID_INPUT", field: ["name"] },
        { code: "INVALID_INPUT", field: ["priority"] },
      ],
    });
    const input = { warehouseId: UNKNOWN_ID, name: "x" };
    const { updateWarehouse: unknown } = await admin.ask(places.UPDATE_WAREHOUSE, { input });
    expect(unknown.userErrors).toEqual([{ code: "NOT_FOUND", field: ["warehouseId"] }]);
    expect(await eventsOf(id)).toHaveLength(1);
  });

  it("when a change is sent again with its key, then it is answered as it was, and done once", async () => {
    const { id } = await newWarehouse();
    const input = { warehouseId: id, priority: 1, idempotencyKey: uniqueName("key") };
    const first = await admin.ask(places.UPDATE_WAREHOUSE, { input });
    await admin.ask(places.UPDATE_WAREHOUSE, { input: { warehouseId: id, priority: 2 } });
    expect(await admin.ask(places.UPDATE_WAREHOUSE, { input })).toEqual(first);
    expect(await eventsOf(id)).toHaveLength(3);
  });
});

describe("bins", () => {
  it("when one is made and renamed, then both answer it, and the warehouse's version is in the events", async () => {
    const { id, code } = await newWarehouse();
    const bin = await newBin(code, "A1");
    const rename = { binId: bin.id.toUpperCase(), code: "A2", idempotencyKey: uniqueName("key") };
    const first = await admin.ask(places.RENAME_BIN, { input: rename });
    expect(first.updateWarehouseBin).toEqual({
      warehouse: { code },
      bin: { id: bin.id, code: "A2" },
      userErrors: [],
    });
    expect(await admin.ask(places.RENAME_BIN, { input: rename })).toEqual(first);
    expect((await newBin(id, "A1")).id).not.toBe(bin.id);
    expect(await eventsOf(id)).toMatchObject([
      ["WarehouseCreatedEvent 1", {}],
      ["WarehouseBinCreatedEvent 2", { warehouseId: id, binId: bin.id, binCode: "A1" }],
      ["WarehouseUpdatedEvent 3", { warehouseId: id, changes: ["bins"] }],
      ["WarehouseBinCreatedEvent 4", { binCode: "A1" }],
    ]);
  });

  it("when a creation is sent again with its key, then it answers the same bin", async () => {
    const input = { warehouseId: "MAIN", code: uniqueName("B"), idempotencyKey: uniqueName("key") };
    const first = await admin.ask(places.CREATE_BIN, { input });
    expect(await admin.ask(places.CREATE_BIN, { input })).toEqual(first);
    const { idempotencyKey: _, ...same } = input;
    const { createWarehouseBin: taken } = await admin.ask(places.CREATE_BIN, { input: same });
    expect(taken).toEqual({
      warehouse: null,
      bin: null,
      userErrors: [{ code: "ALREADY_EXISTS", field: ["code"] }],
    });
  });

  it("when input is wrong, or something is unknown or taken, then userErrors name the field", async () => {
    const { id } = await newWarehouse();
    const [a, b] = [await newBin(id), await newBin(id)];
    const create = async (input: { warehouseId: string; code: string }) =>
      (await admin.ask(places.CREATE_BIN, { input })).createWarehouseBin.userErrors;
    const rename = async (input: { binId: string; code: string }) =>
      (await admin.ask(places.RENAME_BIN, { input })).updateWarehouseBin.userErrors;
    const invalid = [{ code: "INVALID_INPUT", field: ["code"] }];
    const before = await query(database.url, "SELECT * FROM warehouse_bin ORDER BY id");
    expect(await create({ warehouseId: id, code: UNKNOWN_ID })).toEqual(invalid);
    expect(await create({ warehouseId: id, code: "" })).toEqual(invalid);
    expect(await create({ warehouseId: UNKNOWN_ID, code: "x" })).toEqual([
      { code: "NOT_FOUND", field: ["warehouseId"] },
    ]);
    expect(await rename({ binId: a.id, code: "x".repeat(65) })).toEqual(invalid);
    expect(await rename({ binId: a.id, code: b.code })).toEqual([
      { code: "ALREADY_EXISTS", field: ["code"] },
    ]);
    for (const binId of [UNKNOWN_ID, "no uuid"]) {
      expect(await rename({ binId, code: "x" })).toEqual([{ code: "NOT_FOUND", field: ["binId"] }]);
    }
    expect(await query(database.url, "SELECT * FROM warehouse_bin ORDER BY id")).toEqual(before);
  });
});

describe("an item in a bin", () => {
  it("when it is assigned and taken out again, then its version and the events say so", async () => {
    const { id, code } = await newWarehouse();
    const bin = await newBin(id);
    const productVariantId = await newItem(3);
    const input = { productVariantId, binId: bin.id, idempotencyKey: uniqueName("key") };
    const first = await admin.ask(places.ASSIGN_BIN, { input });
    expect(first.assignItemToBin).toEqual({
      item: {
        version: 3,
        levels: [
          { quantity: 3, warehouse: { code: "MAIN" } },
          { quantity: 0, warehouse: { code } },
        ],
      },
      userErrors: [],
    });
    expect(await admin.ask(places.ASSIGN_BIN, { input })).toEqual(first);
    const plain = { productVariantId, binId: bin.id };
    const { assignItemToBin: again } = await admin.ask(places.ASSIGN_BIN, { input: plain });
    expect(again.item).toMatchObject({ version: 3 });
    expect(await lying(productVariantId)).toEqual([bin.id]);
    const { unassignItemFromBin } = await admin.ask(places.UNASSIGN_BIN, { input });
    expect(unassignItemFromBin).toEqual({ item: { version: 4 }, userErrors: [] });
    expect(await lying(productVariantId)).toEqual([]);
    expect((await eventsOf(productVariantId)).slice(-2)).toMatchObject([
      ["ItemAssignedToLocationEvent 3", { warehouseId: id, binId: bin.id, binCode: bin.code }],
      ["InventoryItemUpdatedEvent 4", { changes: ["bins"] }],
    ]);
  });

  it("when the item is deleted, then it lies nowhere, and revived it does not either", async () => {
    const bin = await newBin("MAIN");
    const productVariantId = await newItem(0);
    await admin.ask(places.ASSIGN_BIN, { input: { productVariantId, binId: bin.id } });
    const { deleteInventoryItem } = await admin.ask(places.DELETE_ITEM, { input: { productVariantId } });
    expect(deleteInventoryItem.removed).toBe(true);
    await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
    expect(await lying(productVariantId)).toEqual([]);
  });

  it("when item or bin are unknown, or their ids impossible, then userErrors name the field", async () => {
    const known = { productVariantId: await newItem(0), binId: (await newBin("MAIN")).id };
    for (const [given, code, field] of [
      [{ productVariantId: "nobody's" }, "NOT_FOUND", "productVariantId"],
      [{ productVariantId: "" }, "INVALID_INPUT", "productVariantId"],
      [{ binId: UNKNOWN_ID }, "NOT_FOUND", "binId"],
      [{ binId: "x".repeat(65) }, "INVALID_INPUT", "binId"],
    ] as const) {
      const refused = { item: null, userErrors: [{ code, field: [field] }] };
      const input = { ...known, ...given };
      expect(await admin.ask(places.ASSIGN_BIN, { input })).toEqual({ assignItemToBin: refused });
      expect(await admin.ask(places.UNASSIGN_BIN, { input })).toEqual({ unassignItemFromBin: refused });
    }
    expect(await lying(known.productVariantId)).toEqual([]);
  });

  const lying = async (id: string) =>
    (await query(database.url, "SELECT bin_id FROM bin_assignment WHERE product_variant_id = $1", [id])).map(
      (row) => row["bin_id"],
    );
});

describe("whom it concerns", () => {
  it("when a token is confined to a warehouse, then the others and their bins do not exist to it", async () => {
    const [own, other] = [await newWarehouse(), await newWarehouse()];
    const [ownBin, bin] = [await newBin(own.id), await newBin(other.id)];
    const productVariantId = await newItem(1);
    const confined = await clientOf({ role: "admin", warehouses: [own.code] });
    const { updateWarehouse } = await confined.ask(places.UPDATE_WAREHOUSE, {
      input: { warehouseId: other.id, active: false },
    });
    const { createWarehouseBin } = await confined.ask(places.CREATE_BIN, {
      input: { warehouseId: other.code, code: "X" },
    });
    for (const { userErrors } of [updateWarehouse, createWarehouseBin]) {
      expect(userErrors).toEqual([{ code: "NOT_FOUND", field: ["warehouseId"] }]);
    }
    const rename = { binId: bin.id, code: "X" };
    const { updateWarehouseBin } = await confined.ask(places.RENAME_BIN, { input: rename });
    const assign = { productVariantId, binId: bin.id };
    const { assignItemToBin } = await confined.ask(places.ASSIGN_BIN, { input: assign });
    for (const { userErrors } of [updateWarehouseBin, assignItemToBin]) {
      expect(userErrors).toEqual([{ code: "NOT_FOUND", field: ["binId"] }]);
    }
    const { assignItemToBin: within } = await confined.ask(places.ASSIGN_BIN, {
      input: { productVariantId, binId: ownBin.id },
    });
    expect(within.userErrors).toEqual([]);
  });

  it("when a caller may only read, then every verb of warehouses and bins is FORBIDDEN", async () => {
    const shop = await clientOf({ role: "storefront" });
    const sent = await Promise.all([
      shop.send(places.UPDATE_WAREHOUSE, { input: { warehouseId: "MAIN", active: false } }),
      shop.send(places.CREATE_BIN, { input: { warehouseId: "MAIN", code: "X" } }),
      shop.send(places.RENAME_BIN, { input: { binId: UNKNOWN_ID, code: "X" } }),
      shop.send(places.ASSIGN_BIN, { input: { productVariantId: "x", binId: UNKNOWN_ID } }),
      shop.send(places.UNASSIGN_BIN, { input: { productVariantId: "x", binId: UNKNOWN_ID } }),
    ]);
    for (const { errors } of sent) expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});
