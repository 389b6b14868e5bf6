/** @needs rabbitmq */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { EventType, FeedEvent } from "../../src/domain/events.js";
import { eventually } from "../support/eventually.js";
import { durableSinks, type DurableRig, type RigOptions } from "./durable-sinks.js";
import { BODIES, eventAt, eventsFrom } from "./sample-events.js";

const CYCLE = BODIES.length;
const first = (type: EventType) => BODIES.findIndex((body) => body.type === type) + 1;

describe.each(durableSinks)("dialects on a durable sink (%s)", (_name, open) => {
  let rig: DurableRig;

  const openRig = async (options: RigOptions) => (rig = await open(options));
  afterEach(() => rig.close());

  it("when several are spoken, then each exchange has its own words of the same events, in order", async () => {
    const { sink } = await openRig({ dialects: ["canonical", "lomash", "saga", "publisher"] });
    const [canonical, lomash, saga, publisher] = [
      await rig.consume("#"),
      await rig.consume("lomash.#", { exchange: "lomash" }),
      await rig.consume("#", { exchange: "inventory.saga" }),
      await rig.consume("inventory.#", { exchange: "inventory.publisher" }),
    ];
    const events = eventsFrom(1, 2 * CYCLE);

    await expect(sink.publish(events)).resolves.toEqual([]);

    await eventually(() => {
      expect(canonical().map(({ body }) => body["eventType"])).toEqual(events.map(({ type }) => type));
      expect(publisher().map(({ body }) => body["eventId"])).toEqual(events.map(({ eventId }) => eventId));
      const once = ["inventory-updated", "product-updated", "inventory-update-failed"];
      expect(lomash().map(({ body }) => body["eventType"])).toEqual([...once, ...once]);
      const answers = ["InventoryReservedEvent", "StockReservationFailedEvent"];
      expect(saga().map(({ properties }) => properties.type)).toEqual([...answers, ...answers]);
    });
    expect(saga()[0]?.body).toEqual({ orderId: "order-2" });
    for (const { body, properties } of lomash()) expect(properties.messageId).toBe(body["eventId"]);
    const position = String(first("AllocationCreatedEvent"));
    expect(saga()[0]?.properties.headers).toMatchObject({ "x-position": position });
  });

  it("when a dialect alone is spoken, then nothing is said in the canonical words", async () => {
    const { sink } = await openRig({ dialects: ["saga"] });
    const [canonical, saga] = [
      await rig.consume("#"),
      await rig.consume("#", { exchange: "inventory.saga" }),
    ];

    await sink.publish(eventsFrom(1, CYCLE));

    await eventually(() => expect(saga()).toHaveLength(2));
    expect(canonical()).toEqual([]);
    expect(await sink.queueDepths()).toEqual({ unrouted: 0, dead: 0 });
  });

  it("when nobody has bound to a dialect, then its messages are kept with the unrouted ones", async () => {
    const { sink } = await openRig({ dialects: ["canonical", "lomash"] });
    await rig.consume("#");

    await expect(sink.publish([levelChanged()])).resolves.toEqual([]);

    await eventually(async () => expect((await sink.queueDepths()).unrouted).toBe(2));
  });

  it("when a dialect is replayed through the exchange, then its consumers get it again, under the same ids", async () => {
    const { sink } = await openRig({ dialects: ["canonical", "lomash"] });
    const lomash = await rig.consume("lomash.#", { exchange: "lomash" });
    const event = levelChanged();

    await sink.publish([event]);
    await sink.replay([event], { replayId: "replay-1", kind: "exchange", name: "" });

    await eventually(() => expect(lomash()).toHaveLength(4));
    const [news, again] = [lomash().slice(0, 2), lomash().slice(2)];
    expect(again.map(({ body }) => body)).toEqual(news.map(({ body }) => body));
    expect(again.map(({ properties }) => properties.headers["x-replayed"])).toEqual([true, true]);
  });

  const levelChanged = (): FeedEvent => eventAt(first("StockLevelChangedEvent"));
});
