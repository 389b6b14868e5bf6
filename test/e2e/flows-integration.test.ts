/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stockUp, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import type { Told } from "../support/flows/broker.js";
import { heard, openFlowService, type FlowService } from "../support/flows/flow-service.js";
import { query, uniqueName } from "../support/services.js";

// The integration points document, section 2: the events that are consumed, each with its rules.

let flow: FlowService;
let events: readonly Told[];
let token: string;

beforeAll(async () => {
  flow = await openFlowService();
  events = await flow.broker.hear("inventory.events", "inventory.#");
  token = await tokenFor(flow.service);
}, 90_000);
afterAll(() => flow.close(), 60_000);

const fresh = () => uniqueName("variant");
const stocked = (quantity: number) => stockUp(flow.service.url, token, fresh(), quantity);
const product = (type: string, data: object, eventId?: string) =>
  flow.tell("product.events", `ProductVariant${type}Event`, data, eventId);
/** A variant of which an order holds some. */
async function held(quantity: number, of: number): Promise<{ id: string; orderId: string }> {
  const [id, orderId] = [await stocked(of), uniqueName("order")];
  const body = { quantity, orderId };
  expect((await flow.rest(`POST /api/v1/inventory/${id}/reserve`, { body })).status).toBe(200);
  return { id, orderId };
}
/** A later message about the same variant has been carried out: so have those before it, whose effect is none. */
async function settled(id: string): Promise<void> {
  const sku = uniqueName("sku");
  await product("Updated", { productVariantId: id, sku });
  await flow.expectItem(id, { sku });
}
const ledgerOf = (id: string) =>
  query(
    flow.cluster.database.url,
    "SELECT kind, quantity_delta FROM ledger_entry WHERE product_variant_id = $1 AND quantity_delta <> 0 ORDER BY item_version",
    [id],
  );

describe("ProductVariantCreatedEvent", () => {
  it("when a variant is created, then its item has nothing, is OUT_OF_STOCK, and keeps the sku", async () => {
    const id = fresh();
    await product("Created", { productVariantId: id, sku: "MUG-RED" });
    await flow.expectItem(id, {
      ...{ productVariantId: id, sku: "MUG-RED", status: "OUT_OF_STOCK" },
      ...{ quantity: 0, reservedQuantity: 0, availableQuantity: 0 },
    });
    await heard(events, "InventoryItemCreatedEvent", id);
  });

  it("when it brings initialStock, then that is bought in", async () => {
    const id = fresh();
    await product("Created", { productVariantId: id, initialStock: 12 });
    await flow.expectItem(id, { quantity: 12, availableQuantity: 12, status: "IN_STOCK" });
    expect(await ledgerOf(id)).toEqual([{ kind: "PURCHASE", quantity_delta: 12 }]);
  });

  it("when it comes twice, by the same eventId or by another, then the item stays as it is", async () => {
    const id = fresh();
    const data = { productVariantId: id, initialStock: 5 };
    const eventId = await product("Created", data);
    await flow.expectItem(id, { quantity: 5 });
    await product("Created", data, eventId);
    await product("Created", data);
    await settled(id);
    expect(await ledgerOf(id)).toEqual([{ kind: "PURCHASE", quantity_delta: 5 }]);
  });
});

describe("ProductVariantUpdatedEvent", () => {
  it("when name and description change, then that is nothing to the item", async () => {
    const id = await stocked(4);
    await product("Updated", { productVariantId: id, name: "Mug", description: "red" });
    await settled(id);
    // Created, stocked up, and the new sku.
    await flow.expectItem(id, { status: "IN_STOCK", quantity: 4, version: 3 });
  });

  it("when it is discontinued while an order holds some, then nothing new is held, and what is held can be sold", async () => {
    const { id, orderId } = await held(2, 5);
    await product("Updated", { productVariantId: id, status: "DISCONTINUED" });
    await flow.expectItem(id, { status: "DISCONTINUED", quantity: 5, reservedQuantity: 2 });
    const refused = await flow.rest(`POST /api/v1/inventory/${id}/reserve`, {
      body: { quantity: 1, orderId: uniqueName("order") },
    });
    expect([refused.status, refused.body.code]).toEqual([409, "DISCONTINUED"]);
    const sale = { productVariantId: id, quantitySold: 2, orderId };
    const sold = await flow.rest("POST /api/v1/inventory/adjust-stock", { body: sale });
    expect(sold.body).toMatchObject({ quantity: 3, reservedQuantity: 0 });
  });

  it("when it is ACTIVE again, then it is in sale again", async () => {
    const id = await stocked(5);
    await product("Updated", { productVariantId: id, status: "DISCONTINUED" });
    await flow.expectItem(id, { status: "DISCONTINUED" });
    await product("Updated", { productVariantId: id, status: "ACTIVE" });
    await flow.expectItem(id, { status: "IN_STOCK" });
  });

  it("when isOrderable is false, once or twice, then it is DISCONTINUED, once", async () => {
    const id = await stocked(5);
    const off = { productVariantId: id, isOrderable: false };
    await product("Updated", off);
    await product("Updated", off);
    await settled(id);
    // Created, stocked up, discontinued, and the new sku.
    await flow.expectItem(id, { status: "DISCONTINUED", version: 4 });
  });
});

describe("ProductVariantDeletedEvent", () => {
  it("when nothing is left, then the item is there no more, and its ledger still is", async () => {
    const id = fresh();
    await product("Created", { productVariantId: id });
    await flow.expectItem(id, { productVariantId: id });
    await product("Deleted", { productVariantId: id });
    await flow.expectItem(id, { code: "NOT_FOUND" });
    const [gone] = await heard(events, "InventoryItemDeactivatedEvent", id);
    expect(gone?.body).toMatchObject({ data: { reason: "DELETED" } });
  });

  it("when stock is left, then it is DISCONTINUED instead, and an alert is raised", async () => {
    const id = await stocked(3);
    await product("Deleted", { productVariantId: id });
    await flow.expectItem(id, { status: "DISCONTINUED", quantity: 3 });
    await eventually(async () =>
      expect(await metric("stockfeed_items_not_removed_total")).toBeGreaterThan(0),
    );
  });

  it("when it is unknown, then that is nothing to do", async () => {
    const id = fresh();
    await product("Deleted", { productVariantId: id });
    await product("Created", { productVariantId: id });
    await flow.expectItem(id, { status: "OUT_OF_STOCK" });
    expect(await flow.broker.dead("inventory.product.dead")).toEqual([]);
  });
});

async function metric(name: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const text = await (await fetch(`${flow.service.url}/metrics`, { headers })).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

describe("what the order and the payment service tell", () => {
  it.each([
    ["OrderPaymentFailedEvent", "order.events"],
    ["PaymentFailedEvent", "payment.events"],
    ["OrderFraudulentEvent", "order.events"],
  ])("when %s comes, then the order's stock is released", async (type, exchange) => {
    const { id, orderId } = await held(3, 5);
    await flow.tell(exchange, type, { orderId });
    await flow.expectItem(id, { quantity: 5, reservedQuantity: 0 });
    const [released] = await heard(events, "InventoryReleasedEvent", orderId);
    expect(released?.body).toMatchObject({
      data: { quantityReleased: 3, reasonForRelease: "ORDER_CANCELLED" },
    });
  });

  it("when ReturnProcessedEvent comes, then what came back is sellable, booked as RETURN", async () => {
    const id = await stocked(5);
    await flow.tell("order.events", "ReturnProcessedEvent", { productVariantId: id, quantityReturned: 2 });
    await flow.expectItem(id, { quantity: 7, availableQuantity: 7 });
    expect((await ledgerOf(id)).at(-1)).toEqual({ kind: "RETURN", quantity_delta: 2 });
  });

  it("when a return comes before its variant is known, then it is tried again, and booked once that is", async () => {
    const id = fresh();
    await flow.tell("order.events", "ReturnProcessedEvent", { productVariantId: id, quantityReturned: 2 });
    await product("Created", { productVariantId: id });
    await flow.expectItem(id, { quantity: 2 });
    expect(await ledgerOf(id)).toEqual([{ kind: "RETURN", quantity_delta: 2 }]);
  });

  it("when OrderConfirmedForShipmentEvent comes, then quantity and reserved fall together", async () => {
    const { id, orderId } = await held(3, 5);
    await flow.tell("order.events", "OrderConfirmedForShipmentEvent", { orderId });
    await flow.expectItem(id, { quantity: 2, reservedQuantity: 0, availableQuantity: 2 });
    expect((await ledgerOf(id)).at(-1)).toEqual({ kind: "SALE", quantity_delta: -3 });
  });
});
