/** @needs postgres redis rabbitmq */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { post, stockUp, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import type { Told } from "../support/flows/broker.js";
import { heard, openFlowService, type FlowService } from "../support/flows/flow-service.js";
import { restClient } from "../support/rest.js";
import { uniqueName } from "../support/services.js";
import { figures, openWarehouseStub, type WarehouseStub } from "../support/warehouse-stub.js";

// The inventory sync document: its flows, and what may fail in them.

const PATIENCE = { timeoutMs: 60_000 };

let flow: FlowService;
let lomash: readonly Told[];
let events: readonly Told[];
let token: string;
/** The source of truth: it says what there is. */
let warehouse: WarehouseStub;

beforeAll(async () => {
  warehouse = await openWarehouseStub();
  flow = await openFlowService({
    ...{ ORDER_CREATED_POLICY: "decrement", RECONCILE_URL: warehouse.url, RECONCILE_TOLERANCE_MS: "0" },
  });
  lomash = await flow.broker.hear("lomash", "lomash.#");
  events = await flow.broker.hear("inventory.events", "inventory.stock.#");
  token = await tokenFor(flow.service);
}, 90_000);
afterAll(async () => {
  await flow.close();
  await warehouse.close();
}, 60_000);

const stocked = (quantity: number) => stockUp(flow.service.url, token, uniqueName("product"), quantity);

/** In the document's own words, by its own topic. */
async function orderCreated(
  productId: string,
  quantity: number,
  eventId: string = randomUUID(),
): Promise<string> {
  const orderId = uniqueName("order");
  await flow.broker.tell("lomash", "lomash.orders.created", {
    ...{ eventId, eventType: "order-created", timestamp: new Date().toISOString(), version: "1.0" },
    payload: { orderId, items: [{ productId, quantity }] },
  });
  return orderId;
}
const RECONCILE = "mutation { reconcileStock(input: { dryRun: false }) { userErrors { message } } }";
/** What the schedule does every 6 hours. */
async function reconcile(productVariantId: string, quantity: number): Promise<void> {
  warehouse.answer(figures([{ productVariantId, quantity }]));
  await eventually(async () => {
    const { body } = await post(flow.service.url, token, { query: RECONCILE });
    expect(body.data).toEqual({ reconcileStock: { userErrors: [] } });
  }, PATIENCE);
}
const payloads = (told: readonly Told[]) => told.map(({ body }) => body["payload"]);

describe("flow 1, an order takes stock", () => {
  it("when there is enough, then quantity falls at once, and inventory-updated says by which order", async () => {
    const id = await stocked(10);
    const orderId = await orderCreated(id, 1);
    const [updated] = await heard(lomash, "inventory-updated", orderId);
    expect(updated).toMatchObject({
      routingKey: "lomash.inventory.updated",
      body: {
        ...{ eventType: "inventory-updated", version: "1.0", eventId: expect.any(String) },
        payload: {
          ...{ productId: id, sku: null, previousQuantity: 10, newQuantity: 9 },
          ...{ trigger: "ORDER_CONFIRMED", orderId, updatedBy: expect.any(String) },
        },
      },
    });
    await flow.expectItem(id, { quantity: 9, reservedQuantity: 0 });
  });

  it("when there is too little, then nothing is taken, and inventory-update-failed says why", async () => {
    const id = await stocked(2);
    const orderId = await orderCreated(id, 3);
    const failed = await heard(lomash, "inventory-update-failed", orderId);
    expect(payloads(failed)).toEqual([
      { productId: id, requestedQuantity: 3, reason: "INSUFFICIENT_STOCK", orderId },
    ]);
    await flow.expectItem(id, { quantity: 2, reservedQuantity: 0 });
  });

  it("when the last unit goes, then product-updated says that the product is available no more", async () => {
    const id = await stocked(4);
    await orderCreated(id, 4);
    const told = await heard(lomash, "product-updated", id, 2);
    expect(told.map(({ routingKey }) => routingKey)).toContain("lomash.products.updated");
    expect(payloads(told).at(-1)).toEqual({
      ...{ productId: id, changedFields: ["stockQuantity", "isAvailable"], updatedAt: expect.any(String) },
    });
  });

  it("when the quantity falls to the threshold of 3, then whoever sends alerts is told, and not again below it", async () => {
    const id = await stocked(5);
    await orderCreated(id, 2);
    const [low] = await heard(events, "LowStockThresholdReachedEvent", id);
    expect(low?.body).toMatchObject({ data: { currentQuantity: 3, lowStockThreshold: 3 } });
    await orderCreated(id, 1);
    await flow.expectItem(id, { quantity: 2 });
    await heard(lomash, "inventory-updated", id, 3);
    await heard(events, "LowStockThresholdReachedEvent", id);
  });
});

describe("flow 2, an administrator updates stock", () => {
  const patch = (id: string) => `PATCH /v1/products/${id}/inventory`;

  it("when stock is set by PATCH, then it is so, and inventory-updated and product-updated say it", async () => {
    const id = await stocked(10);
    const { status, body } = await flow.rest(patch(id), { body: { quantity: 25 } });
    expect([status, body]).toMatchObject([200, { quantity: 25 }]);
    const told = await heard(lomash, "inventory-updated", id, 2);
    expect(payloads(told).at(-1)).toMatchObject({
      ...{ productId: id, previousQuantity: 10, newQuantity: 25, trigger: "ADMIN_UPDATE", orderId: null },
    });
    const [, changed] = await heard(lomash, "product-updated", id, 2);
    expect(changed?.body["payload"]).toMatchObject({ productId: id, changedFields: ["stockQuantity"] });
  });

  it("when it is nobody, no administrator, or no valid body, then 401, 403, 422, and nothing changes", async () => {
    const id = await stocked(10);
    const body = { quantity: 1 };
    expect((await restClient(flow.service.url, null)(patch(id), { body })).status).toBe(401);
    expect((await (await flow.as("order-service"))(patch(id), { body })).status).toBe(403);
    for (const wrong of [{}, { quantity: -1 }, { quantity: "1" }, { quantity: 1, delta: 1 }]) {
      expect((await flow.rest(patch(id), { body: wrong })).status).toBe(422);
    }
    await flow.expectItem(id, { quantity: 10, version: 2 });
  });
});

describe("flow 3, counts are reconciled", () => {
  it("when the warehouse has another count, then the item has it, and inventory-updated says by SCHEDULED_SYNC", async () => {
    const id = await stocked(10);
    await reconcile(id, 2);
    await flow.expectItem(id, { quantity: 2 });
    const told = await heard(lomash, "inventory-updated", id, 2);
    expect(payloads(told).at(-1)).toMatchObject({
      ...{ productId: id, previousQuantity: 10, newQuantity: 2, trigger: "SCHEDULED_SYNC", orderId: null },
    });
  });
});

describe("what may fail", () => {
  it("when two orders race for the last unit, then one has it, and the other is told that it cannot", async () => {
    const id = await stocked(1);
    const orders = await Promise.all([orderCreated(id, 1), orderCreated(id, 1)]);
    const [failed] = await heard(lomash, "inventory-update-failed", id);
    const [, sold] = await heard(lomash, "inventory-updated", id, 2);
    const of = (told?: Told) => (told?.body["payload"] as { orderId: string }).orderId;
    expect([of(sold), of(failed)].sort()).toEqual([...orders].sort());
    await flow.expectItem(id, { quantity: 0, reservedQuantity: 0 });
  });

  it("when a message cannot be handled, then it lies with the dead letters, with why, and the others go on", async () => {
    const id = await stocked(5);
    const bad = await orderCreated(id, 0);
    await orderCreated(id, 1);
    await flow.expectItem(id, { quantity: 4 });
    const letter = await eventually(async () => {
      const letters = await flow.broker.dead("inventory.order.dead");
      const ours = letters.find(({ content }) => content.includes(bad));
      expect(ours).toBeDefined();
      return ours;
    }, PATIENCE);
    expect(letter?.properties.headers?.["x-dead-reason"]).toContain("quantity");
  });

  it("when a message was lost to the dead letters, then reconciliation brings the stock right all the same", async () => {
    const id = await stocked(5);
    await flow.broker.tell("order.events", "order.created", `{"payload":{"items":[{"productId":"${id}"`);
    await reconcile(id, 4);
    await flow.expectItem(id, { quantity: 4 });
    await heard(lomash, "inventory-updated", id, 2);
  });

  it("when the same eventId comes again, then nothing happens", async () => {
    const id = await stocked(10);
    const eventId = randomUUID();
    await orderCreated(id, 1, eventId);
    await flow.expectItem(id, { quantity: 9 });
    await orderCreated(id, 1, eventId);
    await orderCreated(id, 3);
    await flow.expectItem(id, { quantity: 6 });
    await heard(lomash, "inventory-updated", id, 3);
  });
});
