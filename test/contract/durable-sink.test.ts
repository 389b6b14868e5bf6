/** @needs rabbitmq */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventType } from "../../src/domain/events.js";
import { eventually } from "../support/eventually.js";
import { durableSinks, type DurableRig } from "./durable-sinks.js";
import { BODIES, eventAt, eventsFrom } from "./sample-events.js";

const oneOfEach = () => eventsFrom(1, BODIES.length);

describe.each(durableSinks)("a durable sink (%s)", (_name, openRig) => {
  let rig: DurableRig;

  beforeEach(async () => {
    rig = await openRig();
  });
  afterEach(() => rig.close());

  it("when a batch is published, then each event arrives once and in order", async () => {
    const received = await rig.consume("inventory.#");
    const events = eventsFrom(1, 3_000);

    await expect(rig.sink.publish(events.slice(0, 2_500))).resolves.toEqual([]);
    await expect(rig.sink.publish(events.slice(2_500))).resolves.toEqual([]);

    await eventually(() => expect(received().length).toBeGreaterThanOrEqual(3_000));
    expect(received().map(({ body }) => body["eventId"])).toEqual(events.map(({ eventId }) => eventId));
  });

  it("when two batches are published at once, then they are not interleaved", async () => {
    const received = await rig.consume("#");

    await Promise.all([rig.sink.publish(eventsFrom(1, 1_500)), rig.sink.publish(eventsFrom(1_501, 1_500))]);

    await eventually(() => expect(received()).toHaveLength(3_000));
    const positions = received().map(({ body }) => Number(body["position"]));
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  });

  it("when an event is published, then its envelope, properties and headers are the document's", async () => {
    const received = await rig.consume("#");
    const event = eventAt(1);

    await rig.sink.publish([event]);

    await eventually(() => expect(received()).toHaveLength(1));
    const timestamp = "2026-01-02T03:04:05.679Z";
    const { eventId, correlationId } = event;
    expect(received()[0]).toEqual({
      exchange: "inventory.events",
      content: expect.any(Buffer),
      routingKey: "inventory.stock.changed",
      properties: {
        contentType: "application/json",
        messageId: eventId,
        correlationId,
        type: "StockLevelChangedEvent",
        timestamp: Date.UTC(2026, 0, 2, 3, 4, 5) / 1_000,
        appId: "InventoryService",
        headers: { "x-position": "1", "x-aggregate-id": "item-1", "x-aggregate-version": 41 },
      },
      body: {
        eventId,
        eventType: "StockLevelChangedEvent",
        eventVersion: "1.0",
        timestamp,
        sourceService: "InventoryService",
        correlationId,
        aggregateId: "item-1",
        aggregateType: "InventoryItem",
        aggregateVersion: 41,
        ordinal: 0,
        causationId: null,
        userId: null,
        position: "1",
        data: {
          productVariantId: "variant-1",
          newQuantity: 7,
          oldQuantity: 10,
          quantityChanged: -3,
          changeType: "SALE",
          sku: "SKU-1",
          warehouseId: "warehouse-1",
          orderId: "order-1",
          updatedBy: "order-service",
          trigger: "ORDER_CONFIRMED",
          availableQuantity: 5,
          timestamp,
          correlationId,
        },
      },
    });
  });

  it("when events of each type are published, then each has the document's routing key", async () => {
    const received = await rig.consume("#");

    await rig.sink.publish(oneOfEach());

    await eventually(() => expect(received()).toHaveLength(BODIES.length));
    const keys: Record<EventType, string> = {
      StockLevelChangedEvent: "inventory.stock.changed",
      InventoryReservedEvent: "inventory.reservation.created",
      InventoryReservationFailedEvent: "inventory.reservation.failed",
      InventoryReleasedEvent: "inventory.reservation.released",
      StockStatusChangedEvent: "inventory.stock.status.changed",
      LowStockThresholdReachedEvent: "inventory.stock.low_threshold_reached",
      StockoutEvent: "inventory.stock.out",
      StockTransferredEvent: "inventory.stock.transferred",
      AllocationCreatedEvent: "inventory.allocation.created",
      AllocationConfirmedEvent: "inventory.allocation.confirmed",
      AllocationCancelledEvent: "inventory.allocation.cancelled",
      AllocationFulfilledEvent: "inventory.allocation.fulfilled",
      AllocationRejectedEvent: "inventory.allocation.rejected",
      InventoryItemCreatedEvent: "inventory.item.created",
      InventoryItemUpdatedEvent: "inventory.item.updated",
      InventoryItemDeactivatedEvent: "inventory.item.deactivated",
      ItemAssignedToLocationEvent: "inventory.item.location_assigned",
      WarehouseCreatedEvent: "inventory.warehouse.created",
      WarehouseUpdatedEvent: "inventory.warehouse.updated",
      WarehouseBinCreatedEvent: "inventory.warehouse.bin_created",
    };
    const seen = received().map(({ routingKey, body }) => [body["eventType"], routingKey]);
    expect(Object.fromEntries(seen)).toEqual(keys);
  });

  it.each([
    ["inventory.stock.*", ["StockLevelChanged", "LowStockThresholdReached", "Stockout", "StockTransferred"]],
    ["inventory.stock.status.#", ["StockStatusChanged"]],
    ["inventory.reservation.*", ["InventoryReserved", "InventoryReservationFailed", "InventoryReleased"]],
    ["inventory.#.changed", ["StockLevelChanged", "StockStatusChanged"]],
    ["#.created", ["InventoryReserved", "AllocationCreated", "InventoryItemCreated", "WarehouseCreated"]],
    ["*.stock.status.changed", ["StockStatusChanged"]],
    ["inventory.*", []],
  ])("when a consumer binds with %s, then it gets those events alone", async (pattern, types) => {
    const [some, all] = [await rig.consume(pattern), await rig.consume("#")];

    await rig.sink.publish(oneOfEach());

    await eventually(() => expect(all()).toHaveLength(BODIES.length));
    await eventually(() =>
      expect(some().map(({ body }) => body["eventType"])).toEqual(types.map((type) => `${type}Event`)),
    );
  });

  it("when nobody has bound to an event, then it is kept with the unrouted ones and not refused", async () => {
    await rig.consume("inventory.stock.changed");

    await expect(rig.sink.publish(oneOfEach())).resolves.toEqual([]);

    const depths = { unrouted: BODIES.length - 1, dead: 0 };
    await eventually(async () => expect(await rig.sink.queueDepths()).toEqual(depths));
  });

  it("when an event was part of a trace, then its message carries it on", async () => {
    const received = await rig.consume("#");
    const traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    await rig.sink.publish([eventAt(1, { traceParent })]);

    await eventually(() => expect(received()).toHaveLength(1));
    expect(received()[0]?.properties.headers).toHaveProperty("traceparent", traceParent);
  });

  it("when an event is given up on, then a copy lies with the dead letters, by its own key, and says why", async () => {
    const event = eventAt(1);

    await rig.sink.deadLetter(event, { attempts: 8, lastError: "x".repeat(5_000) });

    const dead = await rig.dead();
    await eventually(() => expect(dead()).toHaveLength(1));
    expect(dead()[0]).toMatchObject({
      exchange: "inventory.events.dlx",
      routingKey: "inventory.stock.changed",
      properties: {
        messageId: event.eventId,
        headers: {
          "x-attempts": 8,
          "x-last-error": "x".repeat(1_000),
          "x-sink": rig.sink.name,
          "x-original-routing-key": "inventory.stock.changed",
          "x-position": "1",
        },
      },
      body: { eventId: event.eventId, position: "1" },
    });
  });

  it("when a correlation id is too long for AMQP, then messages have it in the body alone, dead letters too", async () => {
    const correlationId = "\u{1F4E6}".repeat(64);
    const received = await rig.consume("#");

    // Ids are the callers' own: none of them may hold up an item's events.
    expect(await rig.sink.publish([eventAt(2, { correlationId })])).toEqual([]);
    await eventually(() => expect(received().map(({ body }) => body)).toMatchObject([{ correlationId }]));

    await rig.sink.deadLetter(eventAt(1, { correlationId }), { attempts: 1, lastError: "too long" });

    const dead = await rig.dead();
    await eventually(() => expect(dead()).toHaveLength(1));
    const [letter] = dead();
    expect(letter?.body).toHaveProperty("correlationId", correlationId);
    expect(Buffer.byteLength(letter?.properties.correlationId ?? "")).toBeLessThanOrEqual(255);
  });

  it("when events are replayed to a queue, then it alone gets them, marked, and otherwise as they were", async () => {
    const [mine, others] = [await rig.consume("nothing.#", { queue: "mine" }), await rig.consume("#")];
    const events = eventsFrom(1, 3);
    const replayId = randomUUID();

    await expect(rig.sink.replay(events, { replayId, kind: "queue", name: "mine" })).resolves.toEqual([]);
    await rig.sink.publish(events);

    await eventually(() => expect([mine(), others()].map(({ length }) => length)).toEqual([3, 3]));
    const again = others().map(({ routingKey, properties, ...rest }) => ({
      ...{ ...rest, exchange: "", routingKey: "mine" },
      properties: {
        ...properties,
        headers: {
          ...properties.headers,
          "x-replayed": true,
          "x-replay-id": replayId,
          "x-original-routing-key": routingKey,
        },
      },
    }));
    expect(mine()).toEqual(again);
  });

  it("when there is no queue of that name, then each event of the replay is refused", async () => {
    const target = { replayId: randomUUID(), kind: "queue", name: "nobody" } as const;

    const refused = await rig.sink.replay(eventsFrom(1, 2), target);

    expect(refused.map(({ index }) => index)).toEqual([0, 1]);
    expect(refused[0]?.reason).toMatch(/no queue/);
    expect(rig.sink.fault()).toBeNull();
  });

  it("when events are replayed through the exchange, then every consumer gets them again, marked", async () => {
    const received = await rig.consume("inventory.stock.changed");

    await rig.sink.replay(eventsFrom(1, 3), { replayId: randomUUID(), kind: "exchange", name: "" });

    await eventually(() => expect(received()).toHaveLength(1));
    expect(received()[0]).toMatchObject({
      routingKey: "inventory.stock.changed",
      properties: { headers: { "x-replayed": true } },
    });
  });

  it("when a batch is empty, then nothing is refused", async () => {
    await expect(rig.sink.publish([])).resolves.toEqual([]);
  });

  it("when it is closed, twice, then it is not healthy and publishes no more", async () => {
    expect(rig.sink).toMatchObject({ delivery: "durable" });
    expect(rig.sink.fault()).toBeNull();

    await Promise.all([rig.sink.close(), rig.sink.close()]);

    expect(rig.sink.fault()).toEqual(expect.any(String));
    await expect(rig.sink.publish(eventsFrom(1, 1))).rejects.toThrow();
  });
});
