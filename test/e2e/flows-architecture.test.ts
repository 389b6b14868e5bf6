/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stockUp, tokenFor } from "../support/cluster.js";
import type { Told } from "../support/flows/broker.js";
import { heard, openFlowService, type FlowService } from "../support/flows/flow-service.js";
import { uniqueName } from "../support/services.js";

// The short architecture document: what it hears, what it says, and its endpoints.

let flow: FlowService;
let saga: readonly Told[];
let token: string;

beforeAll(async () => {
  flow = await openFlowService();
  saga = await flow.broker.hear("inventory.saga", "#");
  token = await tokenFor(flow.service);
}, 90_000);
afterAll(() => flow.close(), 60_000);

const stocked = (quantity: number) => stockUp(flow.service.url, token, uniqueName("variant"), quantity);
const order = (productVariantId: string, quantity: number) => ({
  orderId: uniqueName("order"),
  items: [{ productVariantId, quantity }],
});
const holds = (id: string, reservedQuantity: number) => flow.expectItem(id, { reservedQuantity });

describe("what it hears", () => {
  it("when OrderCreatedEvent finds stock, then it is reserved and InventoryReservedEvent has the order's id", async () => {
    const id = await stocked(5);
    const placed = order(id, 3);
    await flow.tell("order.events", "OrderCreatedEvent", placed);
    const [reserved] = await heard(saga, "InventoryReservedEvent", placed.orderId);
    expect(reserved).toMatchObject({
      routingKey: "InventoryReservedEvent",
      body: { orderId: placed.orderId },
    });
    await flow.expectItem(id, { quantity: 5, reservedQuantity: 3, availableQuantity: 2 });
  });

  it("when OrderCreatedEvent finds too little, then StockReservationFailedEvent has the order's id and the reason", async () => {
    const id = await stocked(2);
    const placed = order(id, 3);
    await flow.tell("order.events", "OrderCreatedEvent", placed);
    const [failed] = await heard(saga, "StockReservationFailedEvent", placed.orderId);
    expect(failed?.body).toEqual({ orderId: placed.orderId, reason: "INSUFFICIENT_STOCK" });
    await flow.expectItem(id, { quantity: 2, reservedQuantity: 0 });
  });

  it.each([
    ["OrderCancelledEvent", "order.events"],
    ["PaymentFailedEvent", "payment.events"],
  ])("when %s comes, then what the order held is available again", async (type, exchange) => {
    const id = await stocked(5);
    const placed = order(id, 4);
    await flow.tell("order.events", "OrderCreatedEvent", placed);
    await holds(id, 4);
    await flow.tell(exchange, type, { orderId: placed.orderId });
    await flow.expectItem(id, { quantity: 5, reservedQuantity: 0, availableQuantity: 5 });
  });

  it("when the cancellation comes before its order, then the order reserves nothing", async () => {
    const id = await stocked(5);
    const placed = order(id, 4);
    await flow.tell("order.events", "OrderCancelledEvent", { orderId: placed.orderId });
    await flow.tell("order.events", "OrderCreatedEvent", placed);
    const next = order(id, 5);
    await flow.tell("order.events", "OrderCreatedEvent", next);
    await heard(saga, "InventoryReservedEvent", next.orderId);
    await flow.expectItem(id, { quantity: 5, reservedQuantity: 5 });
  });
});

describe("its endpoints", () => {
  it("when an administrator adds and audits, then a single item and the check of a cart say so; nobody else may", async () => {
    const id = await stocked(5);
    const [products, anybody] = [await flow.as("storefront"), flow.rest];
    const add = { body: { productId: id, quantity: 7 } };
    const audit = { body: { productId: id, quantity: 10, reason: "counted" } };
    expect((await products("POST /api/inventory/add", add)).status).toBe(403);
    expect((await products("POST /api/inventory/audit", audit)).status).toBe(403);
    expect((await anybody("POST /api/inventory/add", add)).body).toMatchObject({ quantity: 12 });
    expect((await anybody("POST /api/inventory/audit", audit)).body).toMatchObject({ quantity: 10 });
    expect((await products(`GET /api/inventory/${id}`)).body).toMatchObject({
      ...{ product_id: id, quantity: 10, reserved: 0 },
    });
    const cart = await products("POST /api/inventory/check", { body: [id, "unknown"] });
    expect(cart.body).toEqual({ [id]: 10, unknown: 0 });
  });
});
