/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import * as places from "../support/client/place-documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { expectConsistent } from "../support/store.js";

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
  await expectConsistent(database.url);
  await database.drop();
});

async function newItem(quantity = 0, attributes: { backorderPolicy?: "ALLOW" } = {}): Promise<string> {
  const productVariantId = uniqueName("variant");
  const input = { productVariantId, ...attributes };
  const { createInventoryItem } = await admin.ask(doc.CREATE_ITEM, { input });
  expect(createInventoryItem.userErrors).toEqual([]);
  if (quantity > 0) {
    await admin.ask(doc.ADJUST, { input: { productVariantId, delta: quantity, changeType: "PURCHASE" } });
  }
  return productVariantId;
}

async function reserve(productVariantId: string, quantity: number) {
  const input = { orderId: uniqueName("order"), lines: [{ productVariantId, quantity }] };
  return (await admin.ask(doc.RESERVE, { input })).reserveStock;
}

/** Types and versions of the item's events, in their order. */
const eventsOf = async (id: string) =>
  (
    await query(
      database.url,
      "SELECT event_type, aggregate_version FROM event WHERE aggregate_id = $1 ORDER BY seq",
      [id],
    )
  ).map(({ event_type, aggregate_version }) => `${event_type} ${aggregate_version}`);

const rowOf = async (id: string) =>
  (await query(database.url, "SELECT * FROM inventory WHERE product_variant_id = $1", [id]))[0];

describe("an update", () => {
  it("when attributes are given, then they change, once, and what is not given stays", async () => {
    const productVariantId = await newItem(5);
    const input = {
      productVariantId,
      ...{ sku: "SKU", lowStockThreshold: 5, backorderPolicy: "LIMIT" as const, backorderLimit: 7 },
    };
    const { updateInventoryItem: updated } = await admin.ask(places.UPDATE_ITEM, { input });
    expect(updated).toEqual({
      item: {
        ...{ sku: "SKU", lowStockThreshold: 5, backorderPolicy: "LIMIT", backorderLimit: 7 },
        ...{ status: "LOW_STOCK", version: 3 },
      },
      userErrors: [],
    });
    const { updateInventoryItem: again } = await admin.ask(places.UPDATE_ITEM, { input });
    expect(again.item).toEqual(updated.item);
    const nulls = { sku: null, lowStockThreshold: null, backorderPolicy: null, backorderLimit: null };
    const { updateInventoryItem: cleared } = await admin.ask(places.UPDATE_ITEM, {
      input: { productVariantId, ...nulls },
    });
    expect(cleared.item).toEqual({ ...updated.item, sku: null, version: 4 });
    expect(await eventsOf(productVariantId)).toEqual([
      "InventoryItemCreatedEvent 1",
      "StockLevelChangedEvent 2",
      "StockStatusChangedEvent 2",
      "InventoryItemUpdatedEvent 3",
      "StockStatusChangedEvent 3",
      "InventoryItemUpdatedEvent 4",
    ]);
  });

  it("when MAIN may owe, then it is reserved beyond what is there, and the debt bounds the policy", async () => {
    const productVariantId = await newItem(2);
    expect((await reserve(productVariantId, 5)).reservation).toBeNull();
    const allow = { productVariantId, backorderPolicy: "LIMIT" as const, backorderLimit: 3 };
    await admin.ask(places.UPDATE_ITEM, { input: allow });
    expect((await reserve(productVariantId, 5)).userErrors).toEqual([]);
    for (const [given, field] of [
      [{ backorderPolicy: "DENY" as const }, "backorderPolicy"],
      [{ backorderLimit: 2 }, "backorderLimit"],
    ] as const) {
      const input = { productVariantId, ...given };
      const { updateInventoryItem: refused } = await admin.ask(places.UPDATE_ITEM, { input });
      const message = expect.stringContaining("owes 3");
      expect(refused).toMatchObject({
        item: null,
        userErrors: [{ code: "INVALID_INPUT", field: [field], message }],
      });
    }
    expect(await rowOf(productVariantId)).toMatchObject({ backorder_policy: "LIMIT", backorder_limit: 3 });
  });

  it("when it is refused, then userErrors say why, and nothing is written", async () => {
    const productVariantId = await newItem();
    const before = await rowOf(productVariantId);
    const send = async (given: object, of = productVariantId) => {
      const input = { productVariantId: of, ...given };
      return (await admin.ask(places.UPDATE_ITEM, { input })).updateInventoryItem.userErrors;
    };
    expect(await send({ sku: "x" }, "nobody's")).toMatchObject([
      { code: "NOT_FOUND", field: ["productVariantId"] },
    ]);
    expect(await send({ sku: "x", expectedVersion: 9 })).toMatchObject([
      { __typename: "StaleVersionError", code: "STALE_VERSION", current: { version: 1 } },
    ]);
    expect(await send({ sku: "", lowStockThreshold: -1, backorderLimit: -1 })).toMatchObject([
      { code: "INVALID_INPUT", field: ["sku"] },
      { code: "INVALID_INPUT", field: ["lowStockThreshold"] },
      { code: "INVALID_INPUT", field: ["backorderLimit"] },
    ]);
    for (const given of [
      { backorderLimit: 3 },
      { backorderPolicy: "LIMIT" },
      { backorderPolicy: "ALLOW", backorderLimit: 3 },
    ]) {
      expect(await send({ sku: "x", ...given })).toMatchObject([
        { code: "INVALID_INPUT", field: ["backorderLimit"] },
      ]);
    }
    expect(await rowOf(productVariantId)).toEqual(before);
    expect(await eventsOf(productVariantId)).toEqual(["InventoryItemCreatedEvent 1"]);
  });

  it("when it is sent again with its key, then the first answer comes again; with another input, it is refused", async () => {
    const productVariantId = await newItem();
    const input = { productVariantId, sku: "A", idempotencyKey: uniqueName("key") };
    const first = await admin.ask(places.UPDATE_ITEM, { input });
    await admin.ask(places.UPDATE_ITEM, { input: { productVariantId, sku: "B" } });
    expect(await admin.ask(places.UPDATE_ITEM, { input })).toEqual(first);
    expect(await rowOf(productVariantId)).toMatchObject({ sku: "B", version: 3 });
    const { updateInventoryItem: other } = await admin.ask(places.UPDATE_ITEM, {
      input: { ...input, sku: "C" },
    });
    expect(other.userErrors).toMatchObject([{ code: "IDEMPOTENCY_KEY_REUSED" }]);
  });
});

describe("out of sale", () => {
  it("when an item is discontinued, then it refuses reservations, until it is reactivated", async () => {
    const productVariantId = await newItem(5);
    const held = await reserve(productVariantId, 1);
    const input = { productVariantId, idempotencyKey: uniqueName("key") };
    const gone = { item: { status: "DISCONTINUED", version: 4 }, userErrors: [] };
    expect(await admin.ask(places.DISCONTINUE_ITEM, { input })).toEqual({ discontinueInventoryItem: gone });
    expect((await reserve(productVariantId, 1)).userErrors).toMatchObject([{ code: "DISCONTINUED" }]);
    const release = { reservationId: held.reservation?.id ?? "", reason: "ORDER_CANCELLED" as const };
    const { releaseReservation } = await admin.ask(doc.RELEASE, { input: release });
    expect(releaseReservation.userErrors).toEqual([]);
    // The key is one of discontinuing: reactivating may have the same.
    const back = await admin.ask(places.REACTIVATE_ITEM, { input });
    expect(back.reactivateInventoryItem).toMatchObject({ item: { status: "IN_STOCK" }, userErrors: [] });
    expect((await reserve(productVariantId, 1)).userErrors).toEqual([]);
    expect(await admin.ask(places.DISCONTINUE_ITEM, { input })).toEqual({ discontinueInventoryItem: gone });
    expect(await rowOf(productVariantId)).toMatchObject({ status: "IN_STOCK" });
  });

  it("when it is unknown, or at another version, then both verbs say so", async () => {
    const productVariantId = await newItem();
    for (const [input, error] of [
      [{ productVariantId: "nobody's" }, { code: "NOT_FOUND", field: ["productVariantId"] }],
      [
        { productVariantId, expectedVersion: 9 },
        { code: "STALE_VERSION", field: ["expectedVersion"] },
      ],
      [{ productVariantId: "" }, { code: "INVALID_INPUT", field: ["productVariantId"] }],
    ] as const) {
      const refused = { item: null, userErrors: [error] };
      const { discontinueInventoryItem } = await admin.ask(places.DISCONTINUE_ITEM, { input });
      const { reactivateInventoryItem } = await admin.ask(places.REACTIVATE_ITEM, { input });
      const { deleteInventoryItem } = await admin.ask(places.DELETE_ITEM, { input });
      expect([discontinueInventoryItem, reactivateInventoryItem]).toEqual([refused, refused]);
      expect(deleteInventoryItem).toEqual({ ...refused, removed: null });
    }
    expect(await rowOf(productVariantId)).toMatchObject({ status: "OUT_OF_STOCK", version: 1 });
  });
});

describe("a deletion", () => {
  it("when stock is left, then the item is discontinued instead", async () => {
    const input = { productVariantId: await newItem(1) };
    const { deleteInventoryItem } = await admin.ask(places.DELETE_ITEM, { input });
    expect(deleteInventoryItem).toMatchObject({ item: { status: "DISCONTINUED" }, removed: false });
    const { inventoryItem } = await admin.ask(doc.ITEM, { id: input.productVariantId });
    expect(inventoryItem).toMatchObject({ quantity: 1 });
  });

  it("when nothing is left, then no verb and no read knows it, until it is created again", async () => {
    const productVariantId = await newItem(1);
    const input = { productVariantId, idempotencyKey: uniqueName("key") };
    await admin.ask(doc.ADJUST, { input: { productVariantId, delta: -1, changeType: "ADJUSTMENT" } });
    const { deleteInventoryItem: deleted } = await admin.ask(places.DELETE_ITEM, { input });
    expect(deleted).toMatchObject({ item: { status: "DISCONTINUED", version: 4 }, removed: true });
    expect((await admin.ask(places.DELETE_ITEM, { input })).deleteInventoryItem).toEqual(deleted);

    const notFound = [{ code: "NOT_FOUND", field: ["productVariantId"] }];
    const item = { productVariantId };
    const { deleteInventoryItem: again } = await admin.ask(places.DELETE_ITEM, { input: item });
    expect(again).toEqual({ item: null, removed: null, userErrors: notFound });
    const { adjustStock } = await admin.ask(doc.ADJUST, {
      input: { ...item, delta: 1, changeType: "PURCHASE" },
    });
    expect(adjustStock.userErrors).toMatchObject(notFound);
    expect((await reserve(productVariantId, 1)).userErrors).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(await admin.ask(doc.ITEM, { id: productVariantId })).toEqual({ inventoryItem: null });

    const { createInventoryItem: revived } = await admin.ask(doc.CREATE_ITEM, { input: item });
    expect(revived.item).toMatchObject({ id: deleted.item?.id, status: "OUT_OF_STOCK", version: 5 });
    expect((await eventsOf(productVariantId)).slice(-4)).toEqual([
      "InventoryItemDeactivatedEvent 4",
      "StockStatusChangedEvent 4",
      "InventoryReservationFailedEvent 0",
      "InventoryItemCreatedEvent 5",
    ]);
    await admin.ask(doc.ADJUST, { input: { ...item, delta: 5, changeType: "PURCHASE" } });
    expect((await reserve(productVariantId, 5)).userErrors).toEqual([]);
  });

  it("when it could owe before, then the revived item may not", async () => {
    const productVariantId = await newItem(0, { backorderPolicy: "ALLOW" });
    await admin.ask(places.DELETE_ITEM, { input: { productVariantId } });
    await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
    expect((await reserve(productVariantId, 1)).userErrors).toMatchObject([{ code: "INSUFFICIENT_STOCK" }]);
  });
});

it("when a caller may only read and reserve, then every verb of items is FORBIDDEN", async () => {
  const { token } = await node.issuer.issue({ role: "order-service" });
  const shop = createClient(node.url, token);
  const input = { productVariantId: await newItem() };
  const sent = await Promise.all([
    shop.send(places.UPDATE_ITEM, { input }),
    shop.send(places.DISCONTINUE_ITEM, { input }),
    shop.send(places.REACTIVATE_ITEM, { input }),
    shop.send(places.DELETE_ITEM, { input }),
  ]);
  for (const { errors } of sent) expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
});
