/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import type { PageQuery } from "../support/generated/graphql.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, uniqueName, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

/** A new item with so much on hand. */
async function stocked(quantity: number, warehouseId?: string): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  const input = {
    productVariantId,
    delta: quantity,
    changeType: "PURCHASE" as const,
    warehouseId: warehouseId ?? null,
  };
  const { adjustStock } = await admin.ask(doc.ADJUST, { input });
  expect(adjustStock.userErrors).toEqual([]);
  return productVariantId;
}

const newWarehouse = async (): Promise<string> => {
  const code = uniqueName("W");
  await admin.ask(doc.CREATE_WAREHOUSE, { input: { code, name: "East" } });
  return code;
};

describe("items", () => {
  it("when an item is created, then it is answered with its defaults; again, it exists", async () => {
    const input = { productVariantId: uniqueName("variant"), sku: "SKU" };
    const { createInventoryItem: created } = await admin.ask(doc.CREATE_ITEM, { input });
    expect(created.userErrors).toEqual([]);
    expect(created.item).toMatchObject({
      ...{
        ...input,
        status: "OUT_OF_STOCK",
        quantity: 0,
        lowStockThreshold: 3,
        backorderPolicy: "DENY",
        version: 1,
      },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const { createInventoryItem: again } = await admin.ask(doc.CREATE_ITEM, { input });
    expect(again).toMatchObject({
      item: null,
      userErrors: [{ __typename: "SimpleUserError", code: "ALREADY_EXISTS", field: ["productVariantId"] }],
    });
  });

  it("when input is out of range, then userErrors name the field", async () => {
    const input = { productVariantId: "x".repeat(65), lowStockThreshold: -1 };
    const { createInventoryItem } = await admin.ask(doc.CREATE_ITEM, { input });
    expect(createInventoryItem.userErrors).toMatchObject([
      { code: "INVALID_INPUT", field: ["productVariantId"] },
      { code: "INVALID_INPUT", field: ["lowStockThreshold"] },
    ]);
  });

  it("when stock is adjusted, then the answer has the item and what was booked, without a read", async () => {
    const id = await stocked(10);
    const before = node.asked.items;
    const input = { productVariantId: id, delta: -4, changeType: "ADJUSTMENT" as const, reason: "count" };
    const { adjustStock } = await admin.ask(doc.ADJUST, { input });
    expect(adjustStock.item).toMatchObject({
      quantity: 6,
      availableQuantity: 6,
      status: "IN_STOCK",
      version: 3,
    });
    expect(adjustStock.entries).toMatchObject([
      {
        kind: "ADJUSTMENT",
        quantityDelta: -4,
        quantityAfter: 6,
        actor: "admin",
        warehouse: { code: "MAIN" },
      },
    ]);
    expect(node.asked.items).toBe(before);
  });

  it("when more is taken than there is, or another version was expected, then the errors say what is", async () => {
    const id = await stocked(2);
    const take = { productVariantId: id, delta: -3, changeType: "ADJUSTMENT" as const };
    const { adjustStock: short } = await admin.ask(doc.ADJUST, { input: take });
    expect(short.userErrors).toMatchObject([
      { __typename: "InsufficientStockError", code: "INSUFFICIENT_STOCK", requested: 3, available: 2 },
    ]);
    const { adjustStock: stale } = await admin.ask(doc.ADJUST, { input: { ...take, expectedVersion: 1 } });
    expect(stale.userErrors).toMatchObject([
      { __typename: "StaleVersionError", code: "STALE_VERSION", current: { version: 2 } },
    ]);
  });
});

describe("reservations", () => {
  it("when stock is reserved, then it is held until it is released", async () => {
    const id = await stocked(10);
    const orderId = uniqueName("order");
    const input = { orderId, userId: "u", lines: [{ productVariantId: id, quantity: 4 }] };
    const { reserveStock } = await admin.ask(doc.RESERVE, { input });
    expect(reserveStock.reservation).toMatchObject({
      ...{ orderId, userId: "u", status: "ACTIVE" },
      lines: [
        { quantity: 4, item: { productVariantId: id, availableQuantity: 6 }, warehouse: { code: "MAIN" } },
      ],
    });
    const release = { orderId, reason: "ORDER_CANCELLED" as const };
    const { releaseReservation } = await admin.ask(doc.RELEASE, { input: release });
    expect(releaseReservation).toMatchObject({
      reservation: { id: reserveStock.reservation?.id, status: "RELEASED" },
      reservations: [{ lines: [{ releasedQuantity: 4 }] }],
    });
    const { inventoryItem } = await admin.ask(doc.ITEM, { id });
    expect(inventoryItem).toMatchObject({ quantity: 10, reservedQuantity: 0, availableQuantity: 10 });
    const { releaseReservation: again } = await admin.ask(doc.RELEASE, { input: release });
    expect(again.userErrors).toMatchObject([{ code: "RESERVATION_CLOSED", field: ["orderId"] }]);
  });

  it("when only a part is there, then PARTIAL holds it, and says beside it what is lacking", async () => {
    const id = await stocked(3);
    const lines = [{ productVariantId: id, quantity: 5 }];
    const shortage = {
      __typename: "InsufficientStockError",
      productVariantId: id,
      requested: 5,
      available: 3,
    };
    const { reserveStock: none } = await admin.ask(doc.RESERVE, {
      input: { orderId: uniqueName("o"), lines },
    });
    expect(none).toMatchObject({ reservation: null, userErrors: [shortage] });
    const input = { orderId: uniqueName("o"), lines, policy: "PARTIAL" as const };
    const { reserveStock: part } = await admin.ask(doc.RESERVE, { input });
    expect(part).toMatchObject({ reservation: { lines: [{ quantity: 3 }] }, userErrors: [shortage] });
  });

  it("when a reservation is asked for by its id, then it is answered; by any other, null", async () => {
    const id = await stocked(1);
    const input = { orderId: uniqueName("o"), lines: [{ productVariantId: id, quantity: 1 }] };
    const { reserveStock } = await admin.ask(doc.RESERVE, { input });
    const found = await admin.ask(doc.RESERVATION, { id: reserveStock.reservation?.id as string });
    expect(found.reservation).toMatchObject({ orderId: input.orderId, status: "ACTIVE" });
    expect(await admin.ask(doc.RESERVATION, { id: "no-uuid" })).toEqual({ reservation: null });
  });
});

describe("reads", () => {
  it("when many items are asked for, then they come in the order asked, null where unknown, by one read", async () => {
    const [a, b] = [await stocked(1), await stocked(2)];
    const before = node.asked.items;
    const { inventoryItems } = await admin.ask(doc.ITEMS, { ids: [b, "unknown", a, b] });
    expect(inventoryItems.map((item) => item?.availableQuantity)).toEqual([2, undefined, 1, 2]);
    expect(inventoryItems[1]).toBeNull();
    expect(node.asked.items).toBe(before + 1);
  });

  it("when the levels of many items are asked for, then they are read at once, by id or code of a warehouse", async () => {
    const east = await newWarehouse();
    const ids = [await stocked(5, east), await stocked(7)];
    const before = { ...node.asked };
    const all = await admin.ask(doc.ITEMS_WITH_LEVELS, { ids });
    expect(
      all.inventoryItems.map((item) => item?.levels.map((level) => [level.warehouse.code, level.quantity])),
    ).toEqual([
      [
        ["MAIN", 0],
        [east, 5],
      ],
      [["MAIN", 7]],
    ]);
    expect([node.asked.levels - before.levels, node.asked.warehouses - before.warehouses]).toEqual([1, 1]);
    const one = await admin.ask(doc.ITEMS_WITH_LEVELS, { ids, warehouses: [east] });
    expect(one.inventoryItems.map((item) => item?.levels.length)).toEqual([1, 0]);
  });

  it("when the inventory is paged through, then every item comes once; only totalCount counts", async () => {
    await stocked(1);
    await stocked(1);
    const before = node.asked.countItems;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { inventory }: PageQuery = await admin.ask(doc.PAGE, { first: 3, after });
      expect(inventory.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...inventory.edges.map(({ node: item }) => item.productVariantId));
      after = inventory.pageInfo.hasNextPage ? (inventory.pageInfo.endCursor ?? null) : null;
    } while (after !== null);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(node.asked.countItems).toBe(before);
    expect(await admin.ask(doc.COUNT, {})).toEqual({ inventory: { totalCount: seen.length } });
  });

  it("when a token is confined to a warehouse, then it sees no other", async () => {
    const [east, west] = [await newWarehouse(), await newWarehouse()];
    const id = await stocked(5, east);
    const { token } = await node.issuer.issue({ role: "admin", warehouses: [west] });
    const confined = createClient(node.url, token);
    const { warehouses } = await confined.ask(doc.WAREHOUSES, {});
    expect(warehouses.map(({ code }) => code)).toEqual([west]);
    const { inventoryItems } = await confined.ask(doc.ITEMS_WITH_LEVELS, {
      ids: [id],
      warehouses: [east, west],
    });
    expect(inventoryItems).toMatchObject([{ levels: [] }]);
    const held = { orderId: uniqueName("o"), lines: [{ productVariantId: id, quantity: 1 }] };
    const { reserveStock } = await admin.ask(doc.RESERVE, { input: held });
    const reservation = { id: reserveStock.reservation?.id as string };
    expect(await confined.ask(doc.RESERVATION, reservation)).toEqual({ reservation: null });
    const input = { productVariantId: id, delta: 1, changeType: "PURCHASE" as const, warehouseId: east };
    const { adjustStock } = await confined.ask(doc.ADJUST, { input });
    expect(adjustStock.userErrors).toMatchObject([{ code: "NOT_FOUND", field: ["warehouseId"] }]);
  });
});
