/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import { CHECK_AVAILABILITY, RESERVE, VERIFY_STOCK } from "../support/client/documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";

let database: FreshDatabase;
let store: Store;
let node: GraphqlNode;
let reader: Client;
let east: Client;
let admin: Client;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  node = await openGraphqlNode(database.url);
  const client = async (role: "storefront" | "admin", warehouses?: string[]) =>
    createClient(node.url, (await node.issuer.issue({ role, ...(warehouses && { warehouses }) })).token);
  [reader, east, admin] = await Promise.all([
    client("storefront"),
    client("admin", ["EAST"]),
    client("admin"),
  ]);
  await createWarehouse(store.deps, { code: "EAST", name: "East", priority: 10 }, CALLER);
});

afterAll(async () => {
  await node.close();
  await store.close();
  await database.drop();
});

/** 10 in MAIN, 5 in EAST. */
async function item(): Promise<string> {
  const id = await stockUp(store, uniqueName("item"), 10);
  const input = { productVariantId: id, delta: 5, changeType: "PURCHASE", warehouseId: "EAST" } as const;
  expect(await adjustStock(store.deps, input, CALLER)).toMatchObject({ ok: true });
  return id;
}

it("when it is asked whether an order can be held, then it says from where, and holds nothing", async () => {
  const id = await item();
  const lines = [
    { productVariantId: id, quantity: 12 },
    { productVariantId: "nobody", quantity: 1 },
  ];
  const { checkAvailability } = await reader.ask(CHECK_AVAILABILITY, { lines });
  expect(checkAvailability).toEqual({
    possible: false,
    lines: [
      {
        ...{ productVariantId: id, requested: 12, available: 15 },
        sources: [
          { quantity: 10, warehouse: { code: "MAIN" } },
          { quantity: 2, warehouse: { code: "EAST" } },
        ],
      },
      { productVariantId: "nobody", requested: 1, available: 0, sources: [] },
    ],
  });
  const again = await reader.ask(CHECK_AVAILABILITY, { lines: [{ productVariantId: id, quantity: 15 }] });
  expect(again.checkAvailability.possible).toBe(true);
});

it("when part of it is held, or the token knows one warehouse, then the rest counts", async () => {
  const id = await item();
  const input = { orderId: id, lines: [{ productVariantId: id, quantity: 4, warehouseId: "EAST" }] };
  expect((await admin.ask(RESERVE, { input })).reserveStock.userErrors).toEqual([]);
  const { checkAvailability } = await east.ask(CHECK_AVAILABILITY, {
    lines: [{ productVariantId: id, quantity: 2 }],
  });
  expect(checkAvailability).toEqual({
    possible: false,
    lines: [
      {
        ...{ productVariantId: id, requested: 2, available: 1 },
        sources: [{ quantity: 1, warehouse: { code: "EAST" } }],
      },
    ],
  });
});

it("when a line is not valid, then it is BAD_USER_INPUT and named", async () => {
  const lines = [
    { productVariantId: "a", quantity: 1 },
    { productVariantId: "b", quantity: 0 },
  ];
  const { errors } = await reader.send(CHECK_AVAILABILITY, { lines });
  expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", field: ["lines", "1", "quantity"] });
  const none = await reader.send(CHECK_AVAILABILITY, { lines: [] });
  expect(none.errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", field: ["lines"] });
  const many = Array.from({ length: 251 }, () => ({ productVariantId: "a", quantity: 1 }));
  const tooMany = await reader.send(CHECK_AVAILABILITY, { lines: many });
  expect(tooMany.errors?.[0]?.extensions).toEqual({ code: "LIMIT_EXCEEDED", field: ["lines"] });
});

it("when a wrong level is verified, then it is told with its warehouse, repaired when asked, and right", async () => {
  const id = await item();
  await query(
    database.url,
    `SET session_replication_role = replica;
     UPDATE stock_level SET reserved = 3 WHERE product_variant_id = '${id}' AND quantity = 5`,
  );
  const difference = { productVariantId: id, what: "LEVEL_RESERVED", stored: 3, expected: 0 };
  const found = {
    ...{ checked: 1, differences: [{ ...difference, warehouse: { code: "EAST" } }] },
    userErrors: [],
  };
  const variables = { productVariantIds: [id] };
  expect((await admin.ask(VERIFY_STOCK, variables)).verifyStock).toEqual({ ...found, repaired: 0 });
  const repair = { ...variables, repair: true };
  expect((await admin.ask(VERIFY_STOCK, repair)).verifyStock).toEqual({ ...found, repaired: 1 });
  const after = (await admin.ask(VERIFY_STOCK, {})).verifyStock;
  expect(after).toMatchObject({ differences: [], repaired: 0, userErrors: [] });
  expect(after.checked).toBeGreaterThanOrEqual(3);
});

it("when ids are unknown or not valid, then they are named by their place", async () => {
  const id = await item();
  const { verifyStock } = await admin.ask(VERIFY_STOCK, { productVariantIds: [id, "nobody"] });
  expect(verifyStock).toMatchObject({
    checked: 1,
    userErrors: [{ code: "NOT_FOUND", field: ["productVariantIds", "1"] }],
  });
  const invalid = (await admin.ask(VERIFY_STOCK, { productVariantIds: ["", id] })).verifyStock;
  expect(invalid).toMatchObject({
    checked: 0,
    userErrors: [{ code: "INVALID_INPUT", field: ["productVariantIds", "0"] }],
  });
  const many = Array.from({ length: 251 }, () => id);
  expect((await admin.ask(VERIFY_STOCK, { productVariantIds: many })).verifyStock.userErrors).toEqual([
    { code: "LIMIT_EXCEEDED", field: ["productVariantIds"] },
  ]);
});

it("when the token has some warehouses, or is no admin's, then verifying is forbidden", async () => {
  for (const client of [east, reader]) {
    const { errors } = await client.send(VERIFY_STOCK, {});
    expect(errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  }
});
