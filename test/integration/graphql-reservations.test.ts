/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { CONFIRM, EXTEND, FULFILL } from "../support/client/reservation-documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";

const UNKNOWN_ID = "01a1fb71-0000-7000-8000-000000000000";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;
let orders: Client;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
  orders = createClient(node.url, (await node.issuer.issue({ role: "order-service" })).token);
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

/** An item with 10 in MAIN, of which an order holds 4. */
async function held(input: { ttlSeconds?: number } = {}) {
  const item = uniqueName("variant");
  const orderId = uniqueName("order");
  await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: item } });
  await admin.ask(doc.ADJUST, { input: { productVariantId: item, delta: 10, changeType: "PURCHASE" } });
  const lines = [{ productVariantId: item, quantity: 4 }];
  const { reserveStock } = await orders.ask(doc.RESERVE, { input: { orderId, lines, ...input } });
  expect(reserveStock.userErrors).toEqual([]);
  return { item, orderId, reservationId: reserveStock.reservation?.id as string };
}

const stockOf = async (id: string) => (await admin.ask(doc.ITEM, { id })).inventoryItem;

const secondsLeft = (expiresAt: string | null | undefined) =>
  Math.round((new Date(expiresAt ?? "").getTime() - Date.now()) / 1_000);

describe("extendReservation", () => {
  it("when a hold is extended, then it lasts longer; by less than it lasts, it stays as it is; by 0, for ever", async () => {
    const { reservationId } = await held({ ttlSeconds: 60 });
    const extend = async (ttlSeconds: number) => {
      const input = { reservationId, ttlSeconds };
      const { extendReservation } = await orders.ask(EXTEND, { input });
      expect(extendReservation.userErrors).toEqual([]);
      return extendReservation.reservation;
    };
    expect(secondsLeft((await extend(3_600))?.expiresAt)).toBeGreaterThan(3_500);
    expect(secondsLeft((await extend(5))?.expiresAt)).toBeGreaterThan(3_500);
    expect(await extend(0)).toMatchObject({ id: reservationId, status: "ACTIVE", expiresAt: null });
    expect(await extend(5)).toMatchObject({ expiresAt: null });
    const lines = await query(
      database.url,
      "SELECT expires_at FROM reservation_line WHERE reservation_id = $1",
      [reservationId],
    );
    expect(lines).toEqual([{ expires_at: null }]);
  });

  it.each([-1, 31_536_001])("when ttlSeconds is %s, then INVALID_INPUT", async (ttlSeconds) => {
    const { reservationId } = await held();
    const { extendReservation } = await orders.ask(EXTEND, { input: { reservationId, ttlSeconds } });
    expect(extendReservation).toMatchObject({
      reservation: null,
      userErrors: [{ code: "INVALID_INPUT", field: ["ttlSeconds"] }],
    });
  });
});

describe("confirmReservation", () => {
  it("when an order is paid, then its hold expires no more; again, it stays as it is", async () => {
    const { reservationId, orderId } = await held();
    for (let time = 0; time < 2; time++) {
      const { confirmReservation } = await orders.ask(CONFIRM, { input: { reservationId } });
      expect(confirmReservation).toMatchObject({
        reservation: { id: reservationId, status: "CONFIRMED", expiresAt: null, version: 2 },
        userErrors: [],
      });
    }
    const events = await query(
      database.url,
      "SELECT aggregate_type, aggregate_version FROM event WHERE aggregate_id = $1 AND event_type = 'AllocationConfirmedEvent'",
      [orderId],
    );
    expect(events).toEqual([{ aggregate_type: "Allocation", aggregate_version: 2 }]);
  });

  it("when its time was over before, then the hold is gone: RESERVATION_CLOSED", async () => {
    const { reservationId, item } = await held({ ttlSeconds: 1 });
    await query(
      database.url,
      `WITH r AS (UPDATE reservation SET expires_at = now() - interval '1 minute' WHERE id = $1),
            l AS (UPDATE reservation_line SET expires_at = now() - interval '1 minute' WHERE reservation_id = $1)
       UPDATE inventory SET next_expiry = now() - interval '1 minute' WHERE product_variant_id = $2`,
      [reservationId, item],
    );
    const { confirmReservation } = await orders.ask(CONFIRM, { input: { reservationId } });
    expect(confirmReservation.userErrors).toMatchObject([
      { code: "RESERVATION_CLOSED", field: ["reservationId"] },
    ]);
    expect(await stockOf(item)).toMatchObject({ reservedQuantity: 0 });
  });
});

describe("fulfillReservation", () => {
  it("when parts are sold, then quantity and reserved fall together, and the last one ends it", async () => {
    const { reservationId, item } = await held();
    const sell = async (quantity: number, idempotencyKey: string | null = null) => {
      const lines = [{ productVariantId: item, quantity, warehouseId: "MAIN" }];
      const input = { reservationId, lines, idempotencyKey };
      return (await orders.ask(FULFILL, { input })).fulfillReservation;
    };
    const key = uniqueName("key");
    const first = await sell(1, key);
    expect(first).toMatchObject({
      reservation: { status: "ACTIVE", lines: [{ quantity: 4, fulfilledQuantity: 1 }] },
      userErrors: [],
    });
    // The same again is the same sale.
    expect(await sell(1, key)).toEqual(first);
    expect(await stockOf(item)).toMatchObject({ quantity: 9, reservedQuantity: 3, availableQuantity: 6 });
    expect((await sell(3)).reservation).toMatchObject({ status: "FULFILLED" });
    expect(await stockOf(item)).toMatchObject({ quantity: 6, reservedQuantity: 0 });
    expect((await sell(1)).userErrors).toMatchObject([{ code: "RESERVATION_CLOSED" }]);
  });

  it("when no lines are given, then all of it is sold", async () => {
    const { reservationId, item } = await held();
    const { fulfillReservation } = await orders.ask(FULFILL, { input: { reservationId } });
    expect(fulfillReservation.reservation).toMatchObject({
      status: "FULFILLED",
      lines: [{ fulfilledQuantity: 4, releasedQuantity: 0, item: { quantity: 6, reservedQuantity: 0 } }],
    });
    expect(await stockOf(item)).toMatchObject({ quantity: 6 });
  });

  it("when MAIN owes what is held, then INSUFFICIENT_STOCK says what is there", async () => {
    const productVariantId = uniqueName("variant");
    const item = { productVariantId, backorderPolicy: "ALLOW" as const };
    await admin.ask(doc.CREATE_ITEM, { input: item });
    const input = { orderId: uniqueName("order"), lines: [{ productVariantId, quantity: 3 }] };
    const { reserveStock } = await orders.ask(doc.RESERVE, { input });
    const reservationId = reserveStock.reservation?.id as string;
    const { fulfillReservation } = await orders.ask(FULFILL, { input: { reservationId } });
    expect(fulfillReservation.userErrors).toMatchObject([
      {
        __typename: "InsufficientStockError",
        ...{ code: "INSUFFICIENT_STOCK", field: ["reservationId"] },
        ...{ productVariantId, requested: 3, available: 0 },
      },
    ]);
  });

  it.each([
    ["of another variant", { productVariantId: "another", quantity: 1 }, "NOT_FOUND", ["lines", "0", "productVariantId"]],
    ["of more than is held", { quantity: 5 }, "INVALID_QUANTITY", ["lines", "0", "quantity"]],
    ["of nothing", { quantity: 0 }, "INVALID_QUANTITY", ["lines", "0", "quantity"]],
    ["in an unknown warehouse", { quantity: 1, warehouseId: "nowhere" }, "NOT_FOUND", ["lines", "0", "warehouseId"]],
  ])("when a line is %s, then the error names it", async (_what, line, code, field) => {
    const { reservationId, item } = await held();
    const lines = [{ productVariantId: item, ...line }];
    const { fulfillReservation } = await orders.ask(FULFILL, { input: { reservationId, lines } });
    expect(fulfillReservation).toMatchObject({ reservation: null, userErrors: [{ code, field }] });
    expect(await stockOf(item)).toMatchObject({ quantity: 10, reservedQuantity: 4 });
  }); // prettier-ignore

  it("when lines are given, but none, or too many, then they are refused", async () => {
    const { reservationId, item } = await held();
    const sell = async (lines: { productVariantId: string; quantity: number }[]) =>
      (await orders.ask(FULFILL, { input: { reservationId, lines } })).fulfillReservation.userErrors;
    expect(await sell([])).toMatchObject([{ code: "INVALID_INPUT", field: ["lines"] }]);
    const line = { productVariantId: item, quantity: 1 };
    const many = Array.from({ length: 251 }, () => line);
    expect(await sell(many)).toMatchObject([{ code: "LIMIT_EXCEEDED", field: ["lines"] }]);
    const most = 2_147_483_647;
    expect(await sell([{ ...line, quantity: most }, line])).toMatchObject([
      { code: "INVALID_QUANTITY", field: ["lines", "1", "quantity"] },
    ]);
  });
});

describe("releaseReservation", () => {
  it("when a part is given back, by reservation or by order, then the rest stays held", async () => {
    const { reservationId, orderId, item } = await held();
    const release = async (which: object, quantity: number) => {
      const lines = [{ productVariantId: item, quantity }];
      const input = { ...which, lines, reason: "ORDER_CANCELLED" as const };
      return (await orders.ask(doc.RELEASE, { input })).releaseReservation;
    };
    expect(await release({ reservationId }, 1)).toMatchObject({
      reservation: { id: reservationId, status: "ACTIVE" },
      reservations: [{ lines: [{ releasedQuantity: 1 }] }],
    });
    expect(await release({ orderId }, 1)).toMatchObject({ reservation: { status: "ACTIVE" } });
    expect(await stockOf(item)).toMatchObject({ quantity: 10, reservedQuantity: 2 });
    expect((await release({ orderId }, 3)).userErrors).toMatchObject([
      { code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] },
    ]);
    expect((await release({ orderId }, 2)).reservation).toMatchObject({ status: "RELEASED" });
    expect(await stockOf(item)).toMatchObject({ reservedQuantity: 0 });
  });
});

describe("every verb of a reservation", () => {
  const VERBS = {
    extend: async (client: Client, reservationId: string) =>
      (await client.ask(EXTEND, { input: { reservationId, ttlSeconds: 9 } })).extendReservation,
    confirm: async (client: Client, reservationId: string) =>
      (await client.ask(CONFIRM, { input: { reservationId } })).confirmReservation,
    fulfill: async (client: Client, reservationId: string) =>
      (await client.ask(FULFILL, { input: { reservationId } })).fulfillReservation,
    release: async (client: Client, reservationId: string) =>
      (await client.ask(doc.RELEASE, { input: { reservationId, reason: "ORDER_CANCELLED" } }))
        .releaseReservation,
  };

  it.each(Object.entries(VERBS))(
    "when %s names an unknown one, one beyond the caller's warehouses, or a closed one, then the error says so",
    async (_verb, ask) => {
      const notFound = { reservation: null, userErrors: [{ code: "NOT_FOUND", field: ["reservationId"] }] };
      expect(await ask(orders, UNKNOWN_ID)).toMatchObject(notFound);
      expect(await ask(orders, "no-uuid")).toMatchObject(notFound);
      const tooLong = await ask(orders, "x".repeat(65));
      expect(tooLong.userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["reservationId"] }]);

      const { reservationId } = await held();
      const code = uniqueName("W");
      await admin.ask(doc.CREATE_WAREHOUSE, { input: { code, name: "West" } });
      const { token } = await node.issuer.issue({ role: "order-service", warehouses: [code] });
      expect(await ask(createClient(node.url, token), reservationId)).toMatchObject(notFound);

      await VERBS.release(orders, reservationId);
      expect(await ask(orders, reservationId.toUpperCase())).toMatchObject({
        reservation: null,
        userErrors: [{ code: "RESERVATION_CLOSED", field: ["reservationId"] }],
      });
    },
  );

  it.each(Object.entries(VERBS))("when %s is asked for by a reader, then FORBIDDEN", async (_verb, ask) => {
    const { token } = await node.issuer.issue({ role: "storefront" });
    await expect(ask(createClient(node.url, token), UNKNOWN_ID)).rejects.toThrow(/inventory:reserve/);
  });
});
