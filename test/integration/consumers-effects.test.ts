/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { openOtherService, type OtherService } from "../support/inbound/publisher.js";
import { openService, type RunningService } from "../support/running-service.js";
import { query } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };

let service: RunningService;
let other: OtherService;
let next = 0;

beforeAll(async () => {
  service = await openService({ ROLES: "consumer", CONSUME_RETRY_STEPS_SECONDS: "0.1,0.2,1,10" });
  other = await openOtherService(service.exchangePrefix);
}, 60_000);

afterAll(async () => {
  await other.close();
  await service.close();
});

const rows = <Row extends Record<string, unknown>>(sql: string, ...params: unknown[]) =>
  query<Row>(service.database.url, sql, params);

async function stockOf(id: string): Promise<unknown> {
  const [row] = await rows(
    "SELECT quantity, reserved, status, sku FROM inventory WHERE product_variant_id = $1 AND deleted_at IS NULL",
    id,
  );
  return row ?? null;
}

const becomes = (id: string, expected: unknown) =>
  eventually(async () => expect(await stockOf(id)).toEqual(expected), PATIENCE);

async function newVariant(initialStock: number): Promise<string> {
  const productVariantId = `variant-${++next}`;
  await other.say("ProductVariantCreatedEvent", { productVariantId, sku: `SKU-${next}`, initialStock });
  const status = initialStock > 3 ? "IN_STOCK" : initialStock > 0 ? "LOW_STOCK" : "OUT_OF_STOCK";
  await becomes(productVariantId, { quantity: initialStock, reserved: 0, status, sku: `SKU-${next}` });
  return productVariantId;
}

const stock = (quantity: number, reserved: number, more: object = {}) =>
  expect.objectContaining({ quantity, reserved, ...more });

describe("what other services say", () => {
  it("when a variant is created, twice, then there is one item with its initial stock", async () => {
    const id = await newVariant(10);
    const again = await other.say("ProductVariantCreated", { productVariantId: id, initialStock: 10 });
    const fence = await newVariant(0);
    expect(await stockOf(fence)).toEqual(stock(0, 0));
    await eventually(
      async () => expect(await rows("SELECT 1 FROM inbox WHERE event_id = $1", again)).toHaveLength(1),
      PATIENCE,
    );
    expect(await stockOf(id)).toEqual(stock(10, 0));
  });

  it("when a variant is discontinued, orderable again and deleted, then so is its item", async () => {
    const id = await newVariant(0);
    await other.say("ProductVariantUpdatedEvent", { productId: id, status: "DISCONTINUED", sku: "NEW" });
    await becomes(id, stock(0, 0, { status: "DISCONTINUED", sku: "NEW" }));
    await other.say("ProductVariantUpdatedEvent", { productVariantId: id, isOrderable: true });
    await becomes(id, stock(0, 0, { status: "OUT_OF_STOCK", sku: "NEW" }));
    await other.say("ProductVariantDeletedEvent", { productVariantId: id });
    await becomes(id, null);
  });

  it("when a variant's deletion overtakes its creation, and a change comes last, then it is gone, and none is dead", async () => {
    const id = `variant-${++next}`;
    const said = (minutes: number) => ({ timestamp: new Date(Date.now() - minutes * 60_000).toISOString() });
    await other.say("ProductVariantDeletedEvent", { productVariantId: id }, said(1));
    await other.say("ProductVariantCreatedEvent", { productVariantId: id }, said(3));
    const eventId = await other.say(
      "ProductVariantUpdatedEvent",
      { productVariantId: id, isOrderable: true },
      said(2),
    );
    const taken = () => rows("SELECT 1 FROM inbox WHERE event_id = $1", eventId);
    await eventually(async () => expect(await taken()).toHaveLength(1), PATIENCE);
    expect(await stockOf(id)).toBeNull();
    const deleted = "SELECT version FROM inventory WHERE product_variant_id = $1 AND deleted_at IS NOT NULL";
    expect(await rows(deleted, id)).toHaveLength(1);
  });

  it.each([
    ["OrderCancelledEvent"],
    ["PaymentFailedEvent"],
    ["OrderPaymentFailed"],
    ["OrderFraudulentEvent"],
  ])(
    "when an order is created and then %s is told, then its stock was held and is free again",
    async (end) => {
      const id = await newVariant(10);
      const orderId = `order-${id}`;
      await other.say("OrderCreatedEvent", { orderId, lines: [{ productVariantId: id, quantity: 3 }] });
      await becomes(id, stock(10, 3));
      await other.say(end, { orderId });
      await becomes(id, stock(10, 0));
    },
  );

  it("when an order is confirmed for shipment and returned, then it is sold, and comes back into stock", async () => {
    const id = await newVariant(10);
    const orderId = `order-${id}`;
    await other.say("OrderCreated", { orderId, items: [{ productId: id, quantity: 4 }], userId: "user-1" });
    await becomes(id, stock(10, 4));
    await other.say("OrderConfirmedForShipmentEvent", { orderId });
    await becomes(id, stock(6, 0));
    await other.say("ReturnProcessedEvent", { orderId, productVariantId: id, quantityReturned: 2 });
    await becomes(id, stock(8, 0));
  });

  it("when order-created comes in the sync document's words, by its topic, then the order is held", async () => {
    const id = await newVariant(5);
    for (const [n, exchange] of ["order.events", "lomash"].entries()) {
      const payload = { orderId: `synced-${n}-${id}`, items: [{ productId: id, quantity: 2 }] };
      const envelope = { eventType: "order-created", timestamp: new Date().toISOString(), version: "1.0" };
      const body = { eventId: `synced-${n}-${id}`, ...envelope, payload };
      await other.send("lomash.orders.created", body, { exchange });
      await becomes(id, stock(5, 2 * (n + 1)));
    }
  });

  it("when one comes in the publisher's base structure, then what it names goes on to the events", async () => {
    const id = await newVariant(5);
    const metadata = { correlationId: `correlation-${id}`, userId: "user-7", causationId: "cause" };
    const lines = [{ productVariantId: id, quantity: 1 }];
    const eventId = `based-${id}`;
    const envelope = { eventId, eventType: "OrderCreatedEvent", aggregateId: "o", aggregateType: "Order" };
    const timestamp = new Date().toISOString();
    const body = { ...envelope, timestamp, version: 1, metadata, payload: { orderId: `o-${id}`, lines } };
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await other.send("order.created", body, { headers: { traceparent } });
    await becomes(id, stock(5, 1));
    const events = await rows(
      `SELECT event_type, correlation_id, causation_id, user_id, trace_parent FROM event
       WHERE correlation_id = $1 ORDER BY event_type`,
      metadata.correlationId,
    );
    const told = { correlation_id: metadata.correlationId, causation_id: eventId, user_id: "user-7" };
    expect(events).toEqual(
      ["AllocationCreatedEvent", "InventoryReservedEvent", "StockStatusChangedEvent"]
        .slice(0, events.length)
        .map((event_type) => ({ event_type, ...told, trace_parent: traceparent })),
    );
    expect(events.length).toBeGreaterThan(1);
    const entries = await rows(
      'SELECT actor, by_right AS "right" FROM ledger_entry WHERE reference = $1',
      `o-${id}`,
    );
    expect(entries).toEqual([{ actor: "service:order", right: "consumer" }]);
  });

  it("when there is not enough for an order, then that is its answer, and no message is dead", async () => {
    const id = await newVariant(1);
    await other.say("OrderCreatedEvent", {
      orderId: `greedy-${id}`,
      lines: [{ productVariantId: id, quantity: 2 }],
    });
    await eventually(
      async () =>
        expect(await rows("SELECT event_type FROM event WHERE aggregate_id = $1", `greedy-${id}`)).toEqual([
          { event_type: "AllocationRejectedEvent" },
        ]),
      PATIENCE,
    );
    expect(await stockOf(id)).toEqual(stock(1, 0));
  });

  it("when a message comes before what it needs, then it is put off, and carried out when that is there", async () => {
    const id = `late-${++next}`;
    await other.say("ProductVariantUpdatedEvent", { productVariantId: id, sku: "LATER" });
    await eventually(async () => {
      const metrics = await service.metrics();
      expect(metrics.get('stockfeed_inbound_retries_total{source="product"}')).toBeGreaterThan(0);
    }, PATIENCE);
    await other.say("ProductVariantCreatedEvent", { productVariantId: id, sku: "EARLY" });
    await becomes(id, stock(0, 0, { sku: "LATER" }));
  });
});
