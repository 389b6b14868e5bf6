/** @needs postgres */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import type { NewEvent } from "../../src/domain/commands.js";
import type { EventType } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import type { EventOf, InventoryEventPublisher } from "../../src/ports/event-publisher.js";
import { startService, type Service } from "../../src/service.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventAt } from "../contract/sample-events.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let service: Service;
let publisher: InventoryEventPublisher;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  const variables = {
    ...{ DATABASE_URL: database.url, PORT: "0", METRICS_PUBLIC: "true", OUTBOX_POLL_INTERVAL_MS: "50" },
    ...{ RETRY_FIRST_INTERVAL_MS: "5", RETRY_LONGEST_INTERVAL_MS: "20", RETRY_ATTEMPTS: "3" },
  };
  service = await startService(readConfig(variables), createLogger("silent"));
  publisher = service.publisher as InventoryEventPublisher;
  store = openStore(database.url);
}, 60_000);

afterAll(async () => {
  await store.close();
  await service.close();
  await database.drop();
});

function stockout(productVariantId: string, over: Partial<NewEvent> = {}): NewEvent {
  return {
    type: "StockoutEvent",
    data: { productVariantId, currentQuantity: 0, reservedQuantity: 0 },
    aggregateType: "InventoryItem",
    aggregateId: productVariantId,
    ...over,
  } as NewEvent;
}

const stored = (ids: readonly string[]) =>
  query(database.url, "SELECT * FROM event WHERE event_id = ANY($1::uuid[]) ORDER BY seq", [ids]);

/** Gathers what a handler is given, and fails as the test says. */
async function gather<Type extends EventType>(
  type: Type,
  fail: (event: EventOf<Type>) => boolean = () => false,
) {
  const calls: EventOf<Type>[] = [];
  const taken: EventOf<Type>[] = [];
  const end = await publisher.registerEventHandler(type, async (event) => {
    calls.push(event);
    if (fail(event)) throw new Error("not this one");
    taken.push(event);
  });
  return { calls, taken, end };
}

describe("publishing events", () => {
  it("when they are stored, then they get positions, the item's version, and reach the sinks like our own", async () => {
    const item = await stockUp(store, uniqueName("item"), 5);
    const eventId = randomUUID();
    const ids = await publisher.publishEvents([
      stockout(item, { eventId, correlationId: "why", userId: "u1" }),
      stockout(item),
    ]);
    expect(ids).toEqual([eventId, expect.any(String)]);
    await eventually(async () => {
      const rows = await stored(ids);
      expect(rows).toMatchObject([
        { event_id: eventId, aggregate_version: 2, ordinal: 0, correlation_id: "why", user_id: "u1" },
        { event_id: ids[1], aggregate_version: 2, ordinal: 1 },
      ]);
      expect(rows.every(({ position }) => position !== null)).toBe(true);
      const { sinks, headPosition } = await publisher.getPublisherStatus();
      expect(sinks.map(({ position }) => position)).toEqual([headPosition, headPosition]);
    });
    const single = await publisher.publishEvent(stockout("unknown", { aggregateVersion: 7 }));
    expect(await stored([single])).toMatchObject([{ aggregate_id: "unknown", aggregate_version: 7 }]);
  });

  it("when the item changes at the same time, then its events stand in the order of its versions", async () => {
    const item = await stockUp(store, uniqueName("item"), 1);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        index % 2
          ? publisher.publishEvent(stockout(item))
          : adjustStock(store.deps, { productVariantId: item, delta: 1, changeType: "RETURN" }, CALLER),
      ),
    );
    const rows = await query<{ version: number }>(
      database.url,
      "SELECT aggregate_version AS version FROM event WHERE aggregate_id = $1 ORDER BY seq",
      [item],
    );
    const versions = rows.map(({ version }) => version);
    expect(versions.length).toBeGreaterThanOrEqual(42);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it("when one of them does not fit its type's schema, then none is stored", async () => {
    const good = stockout("fits", { eventId: randomUUID() });
    const bad = { ...stockout("misfit"), data: { productVariantId: 7 } } as unknown as NewEvent;
    await expect(publisher.publishEvents([good, bad])).rejects.toThrow("StockoutEvent");
    expect(await stored([good.eventId as string])).toEqual([]);
  });

  it("when the request cannot be, then its fields are named", async () => {
    const rejected = (events: NewEvent[]) =>
      publisher
        .publishEvents(events)
        .catch((error: { refusals?: { field: string[] }[] }) =>
          error.refusals?.map(({ field }) => field.join(".")),
        );
    expect(await rejected([])).toEqual(["events"]);
    expect(await rejected(Array.from({ length: 251 }, () => stockout("a")))).toEqual(["events"]);
    expect(await rejected([stockout("a"), stockout("", { eventId: "no uuid" })])).toEqual([
      "events.1.aggregateId",
      "events.1.eventId",
    ]);
  });
});

describe("a handler", () => {
  it("when it is registered, then it gets every later event of its type, in order, without gaps, and none before", async () => {
    await publisher.publishEvent(stockout("before"));
    await eventually(async () => expect((await publisher.getPublisherStatus()).pending).toBe(0));
    const { taken, end } = await gather("StockoutEvent");
    const ids: string[] = [];
    for (let batch = 0; batch < 15; batch++) {
      ids.push(...(await publisher.publishEvents(Array.from({ length: 20 }, () => stockout("many")))));
      await stockUp(store, uniqueName("other"), 1);
    }
    await eventually(() => expect(taken).toHaveLength(300));
    expect(taken.map(({ eventId }) => eventId)).toEqual(ids);
    await end();
    const last = await publisher.publishEvent(stockout("after"));
    const next = await gather("StockoutEvent");
    await publisher.publishEvent(stockout("later"));
    await eventually(() => expect(next.taken.at(-1)?.aggregateId).toBe("later"));
    expect(taken.map(({ eventId }) => eventId)).not.toContain(last);
    await next.end();
  });

  it("when it fails once, then it is given the event again, and then the next", async () => {
    let failures = 1;
    const { calls, taken, end } = await gather("StockoutEvent", () => failures-- > 0);
    const ids = await publisher.publishEvents([stockout("again"), stockout("again")]);
    await eventually(() => expect(taken).toHaveLength(2));
    expect(calls.map(({ eventId }) => eventId)).toEqual([ids[0], ids[0], ids[1]]);
    await end();
  });

  it("when it goes on failing with an event, then that is told, it goes on, and no other handler waits", async () => {
    const bad = randomUUID();
    const failing = await gather("StockoutEvent", ({ eventId }) => eventId === bad);
    const stuck: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const endStuck = await publisher.registerEventHandler("StockoutEvent", async ({ eventId }) => {
      stuck.push(eventId);
      await held;
    });
    const well = await gather("StockoutEvent");
    const ids = await publisher.publishEvents([
      stockout("a", { eventId: bad }),
      stockout("a"),
      stockout("a"),
    ]);
    await eventually(() => expect(well.taken.map(({ eventId }) => eventId)).toEqual(ids));
    await eventually(() => expect(failing.taken.map(({ eventId }) => eventId)).toEqual(ids.slice(1)));
    expect(failing.calls.filter(({ eventId }) => eventId === bad)).toHaveLength(3);
    expect(stuck).toEqual([bad]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('stockfeed_handler_failures_total{type="StockoutEvent"} 1');
    release();
    await Promise.all([failing.end(), well.end(), endStuck()]);
  });
});

describe("failed events and replays", () => {
  it("when an event is parked at sinks, then it is listed, and retried wherever it is", async () => {
    const event = eventAt(1_000_000);
    const sinks = [uniqueName("a"), uniqueName("b")];
    for (const sink of sinks) {
      await query(
        database.url,
        `INSERT INTO sink_failure (sink, position, key, state, event_id, attempts, last_error, event, parked_at)
         VALUES ($1, 1, 'k', 'PARKED', $2, 8, 'no route', $3, now())`,
        [sink, event.eventId, JSON.stringify(event)],
      );
    }
    const [own, ...others] = await publisher.getFailedEvents({ sink: sinks[0] as string });
    expect(own).toMatchObject({ sink: sinks[0], lastError: "no route", attempts: 8, event });
    expect(others).toEqual([]);
    expect(await publisher.getFailedEvents()).toHaveLength(2);
    expect(await publisher.retryFailedEvent(event.eventId)).toEqual({ eventId: event.eventId, sinks });
    await expect(publisher.retryFailedEvent(event.eventId)).rejects.toThrow("parked nowhere");
  });

  it("when a replay is asked for, then it is the one that GraphQL would have made", async () => {
    await publisher.publishEvent(stockout("replayed"));
    await eventually(async () => expect((await publisher.getPublisherStatus()).pending).toBe(0));
    const { replay, count } = await publisher.replayEvents({
      ...{ queue: "inventory.events", throughExchange: true, productVariantIds: ["replayed"] },
    });
    expect(count).toBe(1);
    await eventually(async () => {
      const [row] = await query(database.url, "SELECT state, sent, requested_by FROM replay WHERE id = $1", [
        replay?.id,
      ]);
      expect(row).toEqual({ state: "DONE", sent: "1", requested_by: "embedder" });
    });
    await expect(publisher.replayEvents({ queue: "amq.topic" })).rejects.toThrow("INVALID_INPUT queue");
  });
});
