/** @needs postgres redis rabbitmq */
import { expect, it } from "@jest/globals";
import { post } from "../support/cluster.js";
import {
  ADJUST,
  adjustment,
  BAD_IDS,
  expectBlamed,
  ITEM,
  order,
  PAGE,
  refusingNode,
  RESERVE,
} from "../support/refusing-node.js";

const ITEMS = "query ($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { id } }";
const LEVELS = `query ($ids: [ID!]) {
  inventoryItem(productVariantId: "known") { levels(warehouseIds: $ids) { quantity } }
}`;
const RESERVATION = "query ($id: ID!) { reservation(id: $id) { id } }";
const CREATE = `mutation ($input: CreateInventoryItemInput!) {
  payload: createInventoryItem(input: $input) { item { id } userErrors { code field message } }
}`;
const WAREHOUSE = `mutation ($input: CreateWarehouseInput!) {
  payload: createWarehouse(input: $input) { warehouse { id } userErrors { code field message } }
}`;
const refusedItem = (verb: string, type: string) => `mutation ($input: ${type}!) {
  payload: ${verb}(input: $input) { item { id } userErrors { code field message } }
}`;
const UPDATE = refusedItem("updateInventoryItem", "UpdateInventoryItemInput");
const DISCONTINUE = refusedItem("discontinueInventoryItem", "ItemInput");
const REACTIVATE = refusedItem("reactivateInventoryItem", "ItemInput");
const DELETE = refusedItem("deleteInventoryItem", "ItemInput");
const ASSIGN = refusedItem("assignItemToBin", "AssignItemToBinInput");
const UNASSIGN = refusedItem("unassignItemFromBin", "UnassignItemFromBinInput");
const UPDATE_WAREHOUSE = `mutation ($input: UpdateWarehouseInput!) {
  payload: updateWarehouse(input: $input) { warehouse { id } userErrors { code field message } }
}`;
const BIN = `mutation ($input: CreateWarehouseBinInput!) {
  payload: createWarehouseBin(input: $input) { bin { id } userErrors { code field message } }
}`;
const RENAME_BIN = `mutation ($input: UpdateWarehouseBinInput!) {
  payload: updateWarehouseBin(input: $input) { bin { id } userErrors { code field message } }
}`;
const RELEASE = `mutation ($input: ReleaseReservationInput!) {
  payload: releaseReservation(input: $input) { reservation { id } userErrors { code field message } }
}`;

const NEW = { productVariantId: "new" };
const KNOWN = { productVariantId: "known" };
const A_UUID = "01a1fb71-0000-7000-8000-000000000000";

const node = refusingNode();

it.each(BAD_IDS)("when an id that is asked for has %s, then BAD_USER_INPUT", async (_name, id) => {
  expectBlamed(await node.send(ITEM, { id }), { code: "BAD_USER_INPUT", named: "productVariantId" });
  const among = await node.send(ITEMS, { ids: ["known", id] });
  expectBlamed(among, { code: "BAD_USER_INPUT", named: "productVariantIds.1 " });
  expect(among.body.errors?.[0]?.extensions.field).toEqual(["productVariantIds", "1"]);
  const levels = await node.send(LEVELS, { ids: ["MAIN", id] });
  expectBlamed(levels, { code: "BAD_USER_INPUT", named: "warehouseIds.1 " });
  expectBlamed(await node.send(RESERVATION, { id }), { code: "BAD_USER_INPUT", named: "id" });
});

const MANY = Array.from({ length: 251 }, (_, n) => `v${n}`);

it.each([
  ["250 ids", ITEMS, { ids: MANY }, "productVariantIds"],
  ["250 warehouses", LEVELS, { ids: MANY }, "warehouseIds"],
  ["a page of 250", PAGE, { first: 251 }, "first"],
])("when more than %s are asked for, then LIMIT_EXCEEDED", async (_name, query, variables, named) => {
  expectBlamed(await node.send(query, variables), { code: "LIMIT_EXCEEDED", named });
});

it.each([
  ["a page is negative", { first: -1 }, "first"],
  ["a cursor is of nobody", { after: "zzz" }, "after"],
  ["a cursor has a NUL", { after: Buffer.from("variant:\u0000").toString("base64url") }, "after"],
])("when %s, then BAD_USER_INPUT", async (_name, variables, named) => {
  expectBlamed(await node.send(PAGE, variables), { code: "BAD_USER_INPUT", named });
});

/** In each place that an id can stand. */
const INPUTS_WITH: [string, string, (id: string) => object][] = [
  ["lines.0.productVariantId", RESERVE, (id) => order({}, { productVariantId: id })],
  ["lines.0.warehouseId", RESERVE, (id) => order({}, { warehouseId: id })],
  ["orderId", RESERVE, (id) => order({ orderId: id })],
  ["userId", RESERVE, (id) => order({ userId: id })],
  ["productVariantId", ADJUST, (id) => adjustment({ productVariantId: id })],
  ["orderId", ADJUST, (id) => adjustment({ delta: -1, changeType: "SALE", orderId: id })],
  ["productVariantId", CREATE, (id) => ({ input: { productVariantId: id } })],
  ["sku", CREATE, (id) => ({ input: { ...NEW, sku: id } })],
  ["code", WAREHOUSE, (id) => ({ input: { code: id, name: "West" } })],
  ["productVariantId", UPDATE, (id) => ({ input: { productVariantId: id, sku: "x" } })],
  ["sku", UPDATE, (id) => ({ input: { productVariantId: "known", sku: id } })],
  ["productVariantId", DISCONTINUE, (id) => ({ input: { productVariantId: id } })],
  ["productVariantId", REACTIVATE, (id) => ({ input: { productVariantId: id } })],
  ["productVariantId", DELETE, (id) => ({ input: { productVariantId: id } })],
  ["productVariantId", ASSIGN, (id) => ({ input: { productVariantId: id, binId: "b" } })],
  ["binId", ASSIGN, (id) => ({ input: { productVariantId: "known", binId: id } })],
  ["binId", UNASSIGN, (id) => ({ input: { productVariantId: "known", binId: id } })],
  ["warehouseId", UPDATE_WAREHOUSE, (id) => ({ input: { warehouseId: id, name: "x" } })],
  ["warehouseId", BIN, (id) => ({ input: { warehouseId: id, code: "A1" } })],
  ["code", BIN, (id) => ({ input: { warehouseId: "MAIN", code: id } })],
  ["binId", RENAME_BIN, (id) => ({ input: { binId: id, code: "A1" } })],
  ["code", RENAME_BIN, (id) => ({ input: { binId: "b", code: id } })],
  ["orderId", RELEASE, (id) => ({ input: { orderId: id, reason: "ORDER_CANCELLED" } })],
];

it.each(BAD_IDS)("when an id in an input has %s, then INVALID_INPUT names its field", async (_name, id) => {
  for (const [field, query, input] of INPUTS_WITH) {
    await node.expectRefused(query, input(id), { code: "INVALID_INPUT", field });
  }
});

it.each([
  ["no characters", ""],
  ["129 characters", "x".repeat(129)],
  ["a NUL", "a\u0000"],
  ["a lone surrogate", "a\udc00"],
])("when an idempotency key has %s, then INVALID_INPUT names it", async (_name, idempotencyKey) => {
  const refusal = { code: "INVALID_INPUT", field: "idempotencyKey" };
  await node.expectRefused(RESERVE, order({ idempotencyKey }), refusal);
  await node.expectRefused(ADJUST, adjustment({ idempotencyKey }), refusal);
  await node.expectRefused(DELETE, { input: { productVariantId: "known", idempotencyKey } }, refusal);
  await node.expectRefused(BIN, { input: { warehouseId: "MAIN", code: "A1", idempotencyKey } }, refusal);
});

const LINES = Array.from({ length: 251 }, (_, n) => ({ productVariantId: `v${n}`, quantity: 1 }));
const MOST = { productVariantId: "known", quantity: 2_147_483_647 };

it.each([
  ["lines.0.quantity", "0", "INVALID_QUANTITY", RESERVE, order({}, { quantity: 0 })],
  ["lines.0.quantity", "-1", "INVALID_QUANTITY", RESERVE, order({}, { quantity: -1 })],
  ["lines", "none", "INVALID_INPUT", RESERVE, order({ lines: [] })],
  ["lines", "251", "LIMIT_EXCEEDED", RESERVE, order({ lines: LINES })],
  ["ttlSeconds", "-1", "INVALID_INPUT", RESERVE, order({ ttlSeconds: -1 })],
  ["delta", "0", "INVALID_QUANTITY", ADJUST, adjustment({ delta: 0 })],
  ["delta", "-1 of a purchase", "INVALID_QUANTITY", ADJUST, adjustment({ delta: -1 })],
  ["reason", "of 501 characters", "INVALID_INPUT", ADJUST, adjustment({ reason: "x".repeat(501) })],
  ["lowStockThreshold", "-1", "INVALID_INPUT", CREATE, { input: { ...NEW, lowStockThreshold: -1 } }],
  ["lowStockThreshold", "-1", "INVALID_INPUT", UPDATE, { input: { ...KNOWN, lowStockThreshold: -1 } }],
  ["backorderLimit", "-1", "INVALID_INPUT", UPDATE, { input: { ...KNOWN, backorderLimit: -1 } }],
  ["backorderLimit", "of DENY", "INVALID_INPUT", UPDATE, { input: { ...KNOWN, backorderLimit: 1 } }],
  ["backorderLimit", "missing", "INVALID_INPUT", UPDATE, { input: { ...KNOWN, backorderPolicy: "LIMIT" } }],
  [
    "expectedVersion",
    "not the item's",
    "STALE_VERSION",
    DELETE,
    { input: { ...KNOWN, expectedVersion: -1 } },
  ],
  ["priority", "-1", "INVALID_INPUT", UPDATE_WAREHOUSE, { input: { warehouseId: "MAIN", priority: -1 } }],
  ["name", "empty", "INVALID_INPUT", UPDATE_WAREHOUSE, { input: { warehouseId: "MAIN", name: "" } }],
  ["code", "a UUID", "INVALID_INPUT", BIN, { input: { warehouseId: "MAIN", code: A_UUID } }],
  ["code", "a UUID", "INVALID_INPUT", RENAME_BIN, { input: { binId: "b", code: A_UUID } }],
  ["binId", "unknown", "NOT_FOUND", ASSIGN, { input: { ...KNOWN, binId: A_UUID } }],
  ["reservationId", "missing", "INVALID_INPUT", RELEASE, { input: { reason: "ORDER_CANCELLED" } }],
])("when %s is %s, then %s names it", async (field, _value, code, query, variables) => {
  await node.expectRefused(query, variables, { code, field });
});

it("when lines of one variant come to more than a quantity can be, then a user error says so", async () => {
  const { status, body } = await node.send(RESERVE, order({ lines: [MOST, MOST] }));
  expect([status, body.errors]).toEqual([200, undefined]);
  expect(body.data?.payload.userErrors).toMatchObject([{ code: "INVALID_QUANTITY" }]);
});

it.each([
  ["no characters", ""],
  ["65 characters", "x".repeat(65)],
])(
  "when a correlation id has %s, then the request goes under a new one, which is answered",
  async (_name, correlationId) => {
    const payload = { query: "{ __typename }" };
    const { status, headers } = await post(node.url(), node.token(), payload, {
      "x-correlation-id": correlationId,
    });
    expect(status).toBe(200);
    expect(headers["x-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
  },
);
