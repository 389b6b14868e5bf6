/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { restClient, type Rest } from "../support/rest.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";
import { expectConsistent } from "../support/store.js";

let shop: Shop;
let orders: Rest;
let admin: Rest;

beforeAll(async () => {
  shop = await openShop();
  const client = async (role: "order-service" | "admin") =>
    restClient(shop.node.url, (await shop.node.issuer.issue({ role })).token);
  [orders, admin] = [await client("order-service"), await client("admin")];
}, 60_000);
afterAll(async () => {
  await expectConsistent(shop.url);
  await shop.close();
}, 60_000);

const itemOf = async (id: string) => (await orders(`GET /api/v1/inventory/${id}`)).body;
const reserve = (id: string, body: object, headers = {}) =>
  orders(`POST /api/v1/inventory/${id}/reserve`, { body, headers });
const release = (id: string, body: object) => orders(`POST /api/v1/inventory/${id}/release`, { body });
const ADJUST = "POST /api/v1/inventory/adjust-stock";

describe("an order", () => {
  it("when it reserves, sells and gives back, then the quantities are as the documents have them", async () => {
    const id = await shop.item({ quantity: 10 });
    const orderId = uniqueName("order");
    const held = await reserve(id, { quantity: 4, orderId, userId: "user-1", ttlSeconds: 0 });
    expect([held.status, held.body]).toMatchObject([
      200,
      {
        ...{ orderId, userId: "user-1", status: "ACTIVE", expiresAt: null },
        lines: [{ productVariantId: id, quantity: 4 }],
      },
    ]);
    expect(await itemOf(id)).toMatchObject({ quantity: 10, reservedQuantity: 4, availableQuantity: 6 });
    const sold = await orders(ADJUST, { body: { productVariantId: id, quantitySold: 1, orderId } });
    expect(sold.body).toMatchObject({ quantity: 9, reservedQuantity: 3, availableQuantity: 6 });
    const back = await release(id, { orderId, quantity: 1 });
    expect(back.body).toMatchObject({
      reservations: [{ status: "ACTIVE", lines: [{ fulfilledQuantity: 1, releasedQuantity: 1 }] }],
    });
    expect((await release(id, { orderId })).body).toMatchObject({ reservations: [{ status: "RELEASED" }] });
    expect(await itemOf(id)).toMatchObject({ quantity: 9, reservedQuantity: 0, availableQuantity: 9 });
    expect(await release(id, { orderId })).toMatchObject({
      status: 409,
      body: { code: "RESERVATION_CLOSED" },
    });
  });

  it("when it gives one variant back, then it holds the others", async () => {
    const [a, b] = [await shop.item({ quantity: 5 }), await shop.item({ quantity: 5 })];
    const lines = [a, b].map((productVariantId) => ({ productVariantId, quantity: 2 }));
    await shop.reserve("two", lines);
    await release(a, { orderId: "two", reason: "RESERVATION_EXPIRED" });
    expect([await itemOf(a), await itemOf(b)]).toMatchObject([
      { reservedQuantity: 0 },
      { reservedQuantity: 2 },
    ]);
    expect(await release("unheld", { orderId: "two" })).toMatchObject({
      status: 404,
      body: { errors: [{ in: "path", field: "productVariantId" }] },
    });
  });

  it("when there is less, then INSUFFICIENT_STOCK with both figures, and an unknown one is NOT_FOUND", async () => {
    const id = await shop.item({ quantity: 3 });
    const short = await reserve(id, { quantity: 4, orderId: "o" });
    expect([short.status, short.headers.get("content-type")]).toEqual([409, "application/problem+json"]);
    expect(short.body).toMatchObject({
      ...{ type: "/problems/insufficient-stock", status: 409, code: "INSUFFICIENT_STOCK" },
      ...{ requested: 4, available: 3, productVariantId: id },
      errors: [{ pointer: "#/quantity" }],
    });
    expect((await reserve("unknown", { quantity: 1, orderId: "o" })).body).toMatchObject({
      ...{ status: 404, code: "NOT_FOUND", errors: [{ in: "path", field: "productVariantId" }] },
    });
  });

  it("when its key comes again, quoted or not, then the first answer; with something else, 422", async () => {
    const id = await shop.item({ quantity: 10 });
    const key = uniqueName("key");
    const order = { quantity: 2, orderId: "once" };
    const both = [key, `"${key}"`].map((sent) => reserve(id, order, { "idempotency-key": sent }));
    const [first, second] = await Promise.all(both);
    expect(second?.body).toEqual(first?.body);
    expect(await itemOf(id)).toMatchObject({ reservedQuantity: 2 });
    const other = await reserve(id, { ...order, quantity: 3 }, { "idempotency-key": key });
    expect(other).toMatchObject({
      ...{ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED", errors: [{ field: "Idempotency-Key" }] } },
    });
  });

  it.each([
    ["idempotency-key", "x".repeat(129)],
    ["idempotency-key", '""'],
    ["if-match", '"1"'],
  ])("when the header %s is %s, then 400 that names it", async (header, value) => {
    const id = await shop.item({ quantity: 1 });
    const { status, body } = await reserve(id, { quantity: 1, orderId: "o" }, { [header]: value });
    expect([status, body.errors[0].in, String(body.errors[0].field).toLowerCase()]).toEqual([
      400,
      "header",
      header,
    ]);
  });
});

describe("who may adjust", () => {
  it("when an order service sells what its order holds, then it may; anything else is FORBIDDEN, before its input counts", async () => {
    const id = await shop.item({ quantity: 5 });
    await shop.reserve("mine", [{ productVariantId: id, quantity: 2 }]);
    const sale = { productVariantId: id, changeType: "SALE", quantity: 2, orderId: "mine" };
    expect((await orders(ADJUST, { body: sale })).status).toBe(200);
    for (const body of [{ ...sale, orderId: null }, { ...sale, changeType: "RETURN" }, { foo: 1 }, []]) {
      expect(await orders(ADJUST, { body })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    }
    for (const what of ["POST /api/inventory/add", `PATCH /v1/products/${id}/inventory`]) {
      expect((await orders(what, { body: {} })).status).toBe(403);
    }
  });

  it("when a token is confined to a warehouse, then others do not exist for it", async () => {
    const east = await shop.warehouse();
    const id = await shop.item({ quantity: 5 });
    const { token } = await shop.node.issuer.issue({ role: "admin", warehouses: [east] });
    const confined = restClient(shop.node.url, token);
    const body = { productId: id, quantity: 1 };
    expect(await confined("POST /api/inventory/add", { body })).toMatchObject({ status: 404 });
    const there = { body: { ...body, warehouseId: east } };
    expect((await confined("POST /api/inventory/add", there)).body).toMatchObject({ quantity: 6 });
    const order = { body: { quantity: 2, orderId: "far" } };
    const held = await confined(`POST /api/v1/inventory/${id}/reserve`, order);
    expect(held.body).toMatchObject({ code: "INSUFFICIENT_STOCK", available: 1 });
  });
});

describe("what is on hand", () => {
  it.each([
    [{ changeType: "PURCHASE", quantity: 3 }, 13],
    [{ changeType: "RETURN", quantity: 2 }, 12],
    [{ changeType: "SALE", quantity: 4 }, 6],
    [{ quantitySold: 4 }, 6],
    [{ changeType: "ADJUSTMENT", quantity: -5, reason: "broken" }, 5],
  ])("when 10 are adjusted by %j, then %i", async (change, quantity) => {
    const id = await shop.item({ quantity: 10 });
    const { body } = await admin(ADJUST, { body: { productVariantId: id, ...change } });
    expect(body).toMatchObject({ productVariantId: id, quantity });
  });

  it.each([
    [{ changeType: "PURCHASE", quantity: -3 }, "quantity"],
    [{ changeType: "SALE", quantity: -3 }, "quantity"],
    [{ changeType: "SALE" }, "quantity"],
    [{ quantity: 3 }, "changeType"],
    [{ changeType: "RETURN", quantitySold: 3 }, "quantitySold"],
    [{ quantitySold: 3, quantity: 3 }, "quantity"],
    [{ changeType: "ADJUSTMENT", quantity: 2_147_483_648 }, "quantity"],
    [{ changeType: "ADJUSTMENT", quantity: 1.5 }, "quantity"],
    [{ changeType: "ADJUSTMENT", quantity: "1" }, "quantity"],
  ])("when it is adjusted by %j, then 422 that names %s", async (change, field) => {
    const { status, body } = await admin(ADJUST, { body: { productVariantId: "x", ...change } });
    expect([status, body.errors]).toMatchObject([422, [{ field, pointer: `#/${field}` }]]);
  });

  it("when an admin sets, changes, adds and counts, then the ledger has each with its reason", async () => {
    const id = await shop.item();
    const patch = `PATCH /v1/products/${id}/inventory`;
    expect((await admin(patch, { body: { quantity: 12 } })).body).toMatchObject({ quantity: 12 });
    expect((await admin(patch, { body: { delta: -2, reason: "broken" } })).body.quantity).toBe(10);
    const add = { productId: id, quantity: 5 };
    expect((await admin("POST /api/inventory/add", { body: add })).body).toMatchObject({ quantity: 15 });
    const count = { productId: id, quantity: 14, reason: "counted" };
    expect((await admin("POST /api/inventory/audit", { body: count })).body.quantity).toBe(14);
    const sql =
      "SELECT kind, quantity_delta, reason FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version";
    expect(await query(shop.url, sql, [id])).toEqual([
      { kind: "ADJUSTMENT", quantity_delta: 12, reason: null },
      { kind: "ADJUSTMENT", quantity_delta: -2, reason: "broken" },
      { kind: "PURCHASE", quantity_delta: 5, reason: null },
      { kind: "ADJUSTMENT", quantity_delta: -1, reason: "counted" },
    ]);
    for (const body of [{}, { quantity: 1, delta: 1 }, { quantity: null }]) {
      expect(await admin(patch, { body })).toMatchObject({ status: 422, body: { code: "INVALID_INPUT" } });
    }
  });
});

describe("the optimistic lock", () => {
  const add = (id: string, quantity: number, headers = {}, more = {}) =>
    admin("POST /api/inventory/add", { body: { productId: id, quantity, ...more }, headers });

  it("when the ETag is the item's, then once; the second of two is told what it has become", async () => {
    const id = await shop.item({ quantity: 1 });
    const etag = (await admin(`GET /api/v1/inventory/${id}`)).headers.get("etag") as string;
    const two = await Promise.all([add(id, 1, { "if-match": etag }), add(id, 1, { "if-match": etag })]);
    const [done, stale] = two.sort((a, b) => a.status - b.status);
    expect([done?.status, done?.body]).toMatchObject([200, { quantity: 2 }]);
    expect(stale).toMatchObject({
      status: 412,
      body: { code: "STALE_VERSION", current: { quantity: 2 }, errors: [{ field: "If-Match" }] },
    });
    // Of the write's answer: for the next.
    expect((await add(id, 1, { "if-match": done?.headers.get("etag") as string })).status).toBe(200);
  });

  it.each([
    ['"2"', 200],
    ["*", 200],
    ['"1-x"', 412],
    ['W/"2"', 412],
    ['"another"', 412],
    ["2", 400],
    ['"2", "3"', 400],
  ])("when If-Match is %s and the version 2, then %i", async (sent, status) => {
    const id = await shop.item({ quantity: 1 });
    expect((await add(id, 1, { "if-match": sent })).status).toBe(status);
  });

  it("when the body says the version, then 409; both are not to be said", async () => {
    const id = await shop.item({ quantity: 1 });
    expect((await add(id, 1, {}, { expectedVersion: 1 })).status).toBe(409);
    expect((await add(id, 1, { "if-match": '"2"' }, { expectedVersion: 2 })).body.errors).toMatchObject([
      { field: "expectedVersion" },
    ]);
    expect((await add(id, 1, {}, { expectedVersion: 2 })).status).toBe(200);
  });
});
