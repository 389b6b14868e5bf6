/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { SET_STOCK, SET_STOCKS } from "../support/client/stock-documents.js";
import type { SetStockInput } from "../support/generated/graphql.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { expectConsistent } from "../support/store.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;
let east: string;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
  east = uniqueName("EAST");
  await admin.ask(doc.CREATE_WAREHOUSE, { input: { code: east, name: "East" } });
});

afterAll(async () => {
  await node.close();
  await expectConsistent(database.url);
  await database.drop();
});

/** A new item with so much in MAIN. */
async function stocked(quantity: number): Promise<string> {
  const productVariantId = uniqueName("variant");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId } });
  const input = { productVariantId, delta: quantity, changeType: "PURCHASE" as const };
  await admin.ask(doc.ADJUST, { input });
  return productVariantId;
}

const set = async (input: SetStockInput, client = admin) => (await client.ask(SET_STOCK, { input })).setStock;

const setMany = async (
  lines: SetStockInput[],
  { policy = null, key = null }: { policy?: "REJECT_FAILED" | null; key?: string | null } = {},
) => (await admin.ask(SET_STOCKS, { input: { lines, errorPolicy: policy, idempotencyKey: key } })).setStocks;

const onHand = async (id: string) => (await admin.ask(doc.ITEM, { id })).inventoryItem?.quantity;

const eventsOf = async (id: string) =>
  (await query(database.url, "SELECT event_type FROM event WHERE aggregate_id = $1 ORDER BY seq", [id])).map(
    ({ event_type }) => event_type,
  );

describe("setStock", () => {
  it("when a count differs, then stock is what was counted; the same count again changes nothing", async () => {
    const productVariantId = await stocked(10);
    const input = { productVariantId, quantity: 4, changeFromQuantity: 10, reason: "count" };
    expect(await set(input)).toMatchObject({
      item: { quantity: 4, version: 3 },
      entries: [{ kind: "ADJUSTMENT", quantityDelta: -6, reason: "count", warehouse: { code: "MAIN" } }],
      userErrors: [],
    });
    const before = await eventsOf(productVariantId);
    expect(before).toContain("StockLevelChangedEvent");
    expect(await set({ ...input, changeFromQuantity: 4 })).toEqual({
      item: { quantity: 4, version: 3 },
      entries: [],
      userErrors: [],
    });
    expect(await eventsOf(productVariantId)).toEqual(before);
  });

  it("when it is the first count of a warehouse, then the item is there from now on", async () => {
    const productVariantId = await stocked(10);
    const input = { productVariantId, quantity: 5, changeFromQuantity: 0, warehouseId: east };
    expect(await set(input)).toMatchObject({
      item: { quantity: 15 },
      entries: [{ quantityDelta: 5, warehouse: { code: east } }],
    });
  });

  it("when changeFromQuantity is not given, then it is asked for; null opts out", async () => {
    const productVariantId = await stocked(10);
    const missing = [{ code: "INVALID_INPUT", field: ["changeFromQuantity"] }];
    expect(await set({ productVariantId, quantity: 4 })).toMatchObject({ item: null, userErrors: missing });
    expect(await onHand(productVariantId)).toBe(10);
    expect(await set({ productVariantId, quantity: 4, changeFromQuantity: null })).toMatchObject({
      item: { quantity: 4 },
    });
  });

  it("when the stock or the item is not what was expected, then it is refused with what is", async () => {
    const productVariantId = await stocked(10);
    const input = { productVariantId, quantity: 4, changeFromQuantity: 9 };
    expect(await set(input)).toMatchObject({
      item: null,
      userErrors: [
        {
          ...{ __typename: "SimpleUserError", code: "STALE_QUANTITY", field: ["changeFromQuantity"] },
          message: expect.stringContaining("10"),
        },
      ],
    });
    expect(await set({ ...input, changeFromQuantity: 10, expectedVersion: 1 })).toMatchObject({
      userErrors: [{ __typename: "StaleVersionError", field: ["expectedVersion"], current: { version: 2 } }],
    });
  });

  it("when fewer were counted than are held, then INSUFFICIENT_STOCK", async () => {
    const productVariantId = await stocked(10);
    const lines = [{ productVariantId, quantity: 7 }];
    await admin.ask(doc.RESERVE, { input: { orderId: uniqueName("o"), lines } });
    expect(await set({ productVariantId, quantity: 6, changeFromQuantity: null })).toMatchObject({
      userErrors: [{ __typename: "InsufficientStockError", field: ["quantity"], requested: 4, available: 3 }],
    });
  });

  it("when a key is used again, then the first answer comes back, ids included", async () => {
    const productVariantId = await stocked(10);
    const input = {
      ...{ productVariantId, quantity: 4, changeFromQuantity: 10 },
      idempotencyKey: uniqueName("key"),
    };
    const first = await set(input);
    expect(first.userErrors).toEqual([]);
    expect(await set(input)).toEqual(first);
    expect(await set({ ...input, quantity: 5 })).toMatchObject({
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED" }],
    });
  });

  it("when a token is confined to a warehouse, then it counts there alone", async () => {
    const productVariantId = await stocked(10);
    const { token } = await node.issuer.issue({ role: "admin", warehouses: [east] });
    const there = createClient(node.url, token);
    const input = { productVariantId, quantity: 4, changeFromQuantity: null };
    expect(await set(input, there)).toMatchObject({
      userErrors: [{ code: "NOT_FOUND", field: ["warehouseId"] }],
    });
    expect(await set({ ...input, warehouseId: east }, there)).toMatchObject({ userErrors: [] });
  });
});

describe("setStocks", () => {
  const count = (productVariantId: string, quantity: number, over: Partial<SetStockInput> = {}) => ({
    ...{ productVariantId, quantity, changeFromQuantity: null },
    ...over,
  });

  it("when many are counted, then each line is answered, and those of one item are one change", async () => {
    const [a, b] = [await stocked(10), await stocked(10)];
    const lines = [count(a, 1), count(b, 2), count(a, 3, { warehouseId: east })];
    expect(await setMany(lines)).toMatchObject({
      results: [
        { item: { quantity: 4, version: 3 }, entries: [{ quantityDelta: -9 }], userErrors: [] },
        { item: { quantity: 2, version: 3 }, entries: [{ quantityDelta: -8 }], userErrors: [] },
        { item: { quantity: 4, version: 3 }, entries: [{ warehouse: { code: east } }], userErrors: [] },
      ],
      userErrors: [],
    });
  });

  it("when one line is refused, then all are by default, and the request says why", async () => {
    const a = await stocked(10);
    const stale = { code: "STALE_QUANTITY", field: ["lines", "1", "changeFromQuantity"] };
    const nothing = { item: null, entries: [] };
    expect(await setMany([count(a, 1), count(a, 1, { warehouseId: east, changeFromQuantity: 9 })])).toEqual({
      results: [
        { ...nothing, userErrors: [] },
        { ...nothing, userErrors: [stale] },
      ],
      userErrors: [stale],
    });
    expect(await onHand(a)).toBe(10);
  });

  it("when REJECT_FAILED is asked for, then lines fail alone, those whose input is not valid, too", async () => {
    const a = await stocked(10);
    const lines = [
      count(a, 4),
      count(a, -1, { warehouseId: east }),
      count("x".repeat(65), 1),
      count(uniqueName("unknown"), 1),
      { productVariantId: a, quantity: 1 },
    ];
    const answer = await setMany(lines, { policy: "REJECT_FAILED", key: uniqueName("key") });
    expect(answer.userErrors).toEqual([]);
    expect(answer.results).toMatchObject([
      { item: { quantity: 4 }, userErrors: [] },
      { item: null, userErrors: [{ code: "INVALID_QUANTITY", field: ["lines", "1", "quantity"] }] },
      { item: null, userErrors: [{ code: "INVALID_INPUT", field: ["lines", "2", "productVariantId"] }] },
      { item: null, userErrors: [{ code: "NOT_FOUND", field: ["lines", "3", "productVariantId"] }] },
      { item: null, userErrors: [{ code: "INVALID_INPUT", field: ["lines", "4", "changeFromQuantity"] }] },
    ]);
  });

  it("when a key is used again, then what failed and what did not come back as they were", async () => {
    const a = await stocked(10);
    const lines = [count(a, 4), count(a, -1, { warehouseId: east })];
    const key = uniqueName("key");
    const first = await setMany(lines, { policy: "REJECT_FAILED", key });
    expect(first.results[0]?.entries).toHaveLength(1);
    expect(await setMany(lines, { policy: "REJECT_FAILED", key })).toEqual(first);
    const corrected = [count(a, 4), count(a, 1, { warehouseId: east })];
    expect(await setMany(corrected, { policy: "REJECT_FAILED", key })).toMatchObject({
      userErrors: [{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }],
    });
  });

  it("when a line carries a key of its own, then INVALID_INPUT", async () => {
    const a = await stocked(10);
    const { userErrors } = await setMany([count(a, 1, { idempotencyKey: "k" })]);
    expect(userErrors).toEqual([{ code: "INVALID_INPUT", field: ["lines", "0", "idempotencyKey"] }]);
  });
});
