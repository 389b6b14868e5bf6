import { expect, it } from "@jest/globals";
import { validate, version } from "uuid";
import type { EventType, FeedEvent } from "../../src/domain/events.js";
import { dialectsForQueues, tellings, type Dialect } from "../../src/messaging/dialects.js";
import { DATA } from "../contract/sample-bodies.js";
import { eventAt } from "../contract/sample-events.js";

const EVENT_ID = "6f0c1a52-7a0b-4a55-9d2c-0f8a3f1f6c11";
const TIMESTAMP = "2026-01-02T03:04:05.678Z";

function eventOf(type: EventType, changed: object = {}): FeedEvent {
  return eventAt(1, {
    ...{ type, data: { ...DATA[type], ...changed } },
    ...{ eventId: EVENT_ID, occurredAt: Date.parse(TIMESTAMP), correlationId: "request-1" },
    ...{ aggregateId: "variant-1", aggregateVersion: 41 },
  } as Partial<FeedEvent>);
}

const bodies = (event: FeedEvent, dialect: Dialect) => tellings(event, [dialect]).map(({ body }) => body);

// The sync document's own examples, with its comments replaced by values.
const INVENTORY_UPDATED = {
  eventId: expect.any(String),
  eventType: "inventory-updated",
  timestamp: TIMESTAMP,
  version: "1.0",
  payload: {
    productId: "variant-1",
    sku: "KIT-LUNA-WHT-001",
    previousQuantity: 10,
    newQuantity: 9,
    trigger: "ORDER_CONFIRMED",
    orderId: "order-1",
    updatedBy: "order-service",
  },
};
const productUpdated = (changedFields: string[]) => ({
  eventId: expect.any(String),
  eventType: "product-updated",
  timestamp: TIMESTAMP,
  version: "1.0",
  payload: { productId: "variant-1", changedFields, updatedAt: TIMESTAMP },
});

const sale = (oldQuantity: number, newQuantity: number) =>
  eventOf("StockLevelChangedEvent", {
    ...{ oldQuantity, newQuantity, quantityChanged: newQuantity - oldQuantity, sku: "KIT-LUNA-WHT-001" },
  });

it("when a level changes, then lomash is told inventory-updated and product-updated, as documented", () => {
  const told = tellings(sale(10, 9), ["lomash"]);

  expect(told.map(({ exchange, routingKey, type }) => [exchange, routingKey, type])).toEqual([
    ["lomash", "lomash.inventory.updated", "inventory-updated"],
    ["lomash", "lomash.products.updated", "product-updated"],
  ]);
  expect(told[0]?.body).toEqual(INVENTORY_UPDATED);
  expect(told[1]?.body).toEqual(productUpdated(["stockQuantity"]));
  expect(Object.keys(told[0]?.body as object)).toEqual(Object.keys(INVENTORY_UPDATED));
});

it.each([
  [3, 0, ["stockQuantity", "isAvailable"]],
  [0, 3, ["stockQuantity", "isAvailable"]],
  [-1, 0, ["stockQuantity"]],
  [3, 2, ["stockQuantity"]],
])("when the quantity goes from %i to %i, then the changed fields are %j", (before, after, fields) => {
  expect(bodies(sale(before, after), "lomash")[1]).toEqual(productUpdated(fields));
});

it.each([
  ["IN_STOCK", "DISCONTINUED", 3, [productUpdated(["isAvailable"])]],
  ["DISCONTINUED", "LOW_STOCK", 3, [productUpdated(["isAvailable"])]],
  ["OUT_OF_STOCK", "DISCONTINUED", 0, []],
  ["IN_STOCK", "OUT_OF_STOCK", 0, []],
])("when the status goes from %s to %s at %i, then lomash is told %j", (...row) => {
  const [oldStatus, newStatus, currentQuantity, told] = row;
  const event = eventOf("StockStatusChangedEvent", { oldStatus, newStatus, currentQuantity });

  expect(bodies(event, "lomash")).toEqual(told);
});

it("when a reservation fails, then lomash is told inventory-update-failed", () => {
  const [told, ...more] = tellings(eventOf("InventoryReservationFailedEvent"), ["lomash"]);

  expect(more).toEqual([]);
  expect(told).toMatchObject({ exchange: "lomash", routingKey: "lomash.inventory.update-failed" });
  expect(told?.body).toEqual({
    eventId: told?.messageId,
    eventType: "inventory-update-failed",
    timestamp: TIMESTAMP,
    version: "1.0",
    payload: {
      productId: "variant-1",
      requestedQuantity: 9,
      reason: "INSUFFICIENT_STOCK",
      orderId: "order-3",
    },
  });
});

it("when an event is told again, then its messages have the same ids, each its own", () => {
  const ids = tellings(sale(3, 0), ["canonical", "lomash"]).map(({ messageId }) => messageId);

  expect(tellings(sale(3, 0), ["canonical", "lomash"]).map(({ messageId }) => messageId)).toEqual(ids);
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toBe(EVENT_ID);
  for (const id of ids.slice(1)) expect(validate(id) && version(id)).toBe(5);
});

it("when an order is answered, then the saga is told once, what its document says and no more", () => {
  const answers = (["AllocationCreatedEvent", "AllocationRejectedEvent"] as const).map((type) =>
    tellings(eventOf(type), ["saga"]).map(({ exchange, routingKey, type: told, body }) => [
      ...[exchange, routingKey, told],
      body,
    ]),
  );

  const failure = "StockReservationFailedEvent";
  expect(answers).toEqual([
    [["inventory.saga", "InventoryReservedEvent", "InventoryReservedEvent", { orderId: "order-2" }]],
    [["inventory.saga", failure, failure, { orderId: "order-3", reason: "INSUFFICIENT_STOCK" }]],
  ]);
});

it("when a level changes, then the publisher document's own example comes out", () => {
  const event = { ...eventOf("StockLevelChangedEvent", { changeType: "ADJUSTMENT" }), userId: "admin-1" };
  const [told] = tellings(event, ["publisher"]);

  expect(told).toMatchObject({ exchange: "inventory.publisher", routingKey: "inventory.stock.changed" });
  expect(told?.body).toEqual({
    eventId: EVENT_ID,
    eventType: "StockLevelChangedEvent",
    aggregateId: "variant-1",
    aggregateType: "InventoryItem",
    timestamp: TIMESTAMP,
    version: 1,
    metadata: { correlationId: "request-1", userId: "admin-1", source: "InventoryService" },
    payload: {
      inventoryItemId: "variant-1",
      warehouseId: "warehouse-1",
      previousQuantity: 10,
      newQuantity: 7,
      changeAmount: -3,
      changeReason: "MANUAL_ADJUSTMENT",
      transactionId: "variant-1:warehouse-1:41",
    },
  });
});

const TYPES = Object.keys(DATA) as EventType[];

it.each(TYPES)(
  "when %s is told, then the publisher's structure has it, and the saga and lomash no more than theirs",
  (type) => {
    const event = eventOf(type);

    expect(bodies(event, "publisher")).toMatchObject([{ eventId: EVENT_ID, eventType: type }]);
    const payload = type === "StockLevelChangedEvent" ? expect.anything() : DATA[type];
    expect(bodies(event, "publisher")).toMatchObject([{ payload }]);
    const counts = [bodies(event, "saga").length, bodies(event, "lomash").length];
    expect(counts).toEqual([
      ["AllocationCreatedEvent", "AllocationRejectedEvent"].includes(type) ? 1 : 0,
      { StockLevelChangedEvent: 2, InventoryReservationFailedEvent: 1 }[type as string] ?? 0,
    ]);
  },
);

it("when a queue is named, then it is told in the canonical words, if those are spoken at all", () => {
  expect(dialectsForQueues(["lomash", "canonical"])).toEqual(["canonical"]);
  expect(dialectsForQueues(["lomash", "saga"])).toEqual(["lomash", "saga"]);
});
