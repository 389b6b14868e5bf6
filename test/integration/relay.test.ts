/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { Nudge } from "../../src/lib/nudge.js";
import { runRelay } from "../../src/pipeline/relay.js";
import type { EventSink, Refused } from "../../src/ports/event-sink.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let stops: (() => Promise<void>)[];
let lags: number[];

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  stops = [];
  lags = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await store.close();
  await database.drop();
});

/** A sink whose other side does as the test says. */
function sinkThat(
  answer: (events: readonly FeedEvent[]) => Promise<readonly Refused[]> | readonly Refused[],
  delivery: EventSink["delivery"] = "durable",
) {
  const batches: (readonly FeedEvent[])[] = [];
  const heads: number[] = [];
  const sink: EventSink = {
    name: uniqueName("sink"),
    delivery,
    async publish(events) {
      batches.push(events);
      return answer(events);
    },
    heartbeat: async (head) => void heads.push(head),
    healthy: () => true,
    close: async () => undefined,
  };
  return { sink, batches, heads, events: () => batches.flat() };
}

function relay(sink: EventSink, nudge = new Nudge()): { stop: () => Promise<void>; nudge: Nudge } {
  const stopping = new AbortController();
  const observer = {
    ...{ published: () => undefined, failed: () => undefined, left: () => undefined },
    lagging: (_sink: string, events: number) => void lags.push(events),
  };
  const options = { log: store.log, sinks: [sink], nudge, pollIntervalMs: 20, batchSize: 100, observer };
  const running = runRelay({ ...options, logger: createLogger("silent") }, stopping.signal);
  const stop = async () => {
    stopping.abort();
    await running;
  };
  stops.push(stop);
  return { stop, nudge };
}

const grow = (productVariantId: string) =>
  adjustStock(store.deps, { productVariantId, delta: 1, changeType: "RETURN" }, CALLER);

describe("the relay", () => {
  it("when all goes well, then a sink gets every event once, in order, and its cursor is kept", async () => {
    const { sink, events } = sinkThat(() => []);
    const first = relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    for (let change = 0; change < 20; change++) await grow(id);
    await eventually(async () => expect(events()).toHaveLength(await store.log.head()));
    await first.stop();
    expect(await store.log.cursor(sink.name, 0)).toBe(await store.log.head());

    relay(sink);
    await grow(id);
    await eventually(async () => expect(events()).toHaveLength(23));
    expect(events().map(({ position }) => position)).toEqual(events().map((_, index) => index + 1));
  });

  it("when the sink refuses an event, then its item's later ones are sent again behind it, the others are not", async () => {
    const refusals = new Set<number>();
    const { sink, batches, events } = sinkThat((batch) =>
      batch.flatMap((event, index) => {
        const refuse =
          event.aggregateId.startsWith("bad") &&
          event.aggregateVersion === 3 &&
          !refusals.has(event.position);
        if (!refuse) return [];
        refusals.add(event.position);
        return [{ index, reason: "queue full" }];
      }),
    );
    const [bad, good] = [uniqueName("bad"), uniqueName("good")];
    await Promise.all([stockUp(store, bad, 10), stockUp(store, good, 10)]);
    for (let change = 0; change < 3; change++) await Promise.all([grow(bad), grow(good)]);
    relay(sink);
    await eventually(async () => expect(await store.log.cursor(sink.name, 0)).toBe(10));
    const [whole, again] = batches;
    expect(whole).toHaveLength(10);
    expect(again?.map(({ aggregateId, aggregateVersion }) => [aggregateId, aggregateVersion])).toEqual([
      [bad, 3],
      [bad, 4],
      [bad, 5],
    ]);
    expect(events().filter(({ aggregateId }) => aggregateId === good)).toHaveLength(
      (whole ?? []).filter(({ aggregateId }) => aggregateId === good).length,
    );
  });

  it("when a durable sink was away, then it misses nothing", async () => {
    let away = true;
    const { sink, events } = sinkThat(() => {
      if (away) throw new Error("connection refused");
      return [];
    });
    relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events().length).toBeGreaterThan(0));
    await grow(id);
    await eventually(() => expect(lags.at(-1)).toBe(3));
    away = false;
    const head = await eventually(async () => {
      const cursor = await store.log.cursor(sink.name, 0);
      expect(cursor).toBe(3);
      return cursor;
    });
    expect(new Set(events().map(({ position }) => position)).size).toBe(head);
  });

  it("when a live sink was away, then it goes on from the newest event", async () => {
    let away = true;
    const { sink, events, heads } = sinkThat(() => {
      if (away) throw new Error("connection refused");
      return [];
    }, "live");
    relay(sink);
    await eventually(() => expect(heads.length).toBeGreaterThan(0));
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(async () => expect(await store.log.cursor(sink.name, 0)).toBe(2));
    const missed = events().length;
    away = false;
    await grow(id);
    await eventually(() => expect(events().length).toBeGreaterThan(missed));
    expect(
      events()
        .slice(missed)
        .map(({ position }) => position),
    ).toEqual([3]);
    await eventually(() => expect(heads).toContain(3));
  });

  it("when the lease's row is lost, then the relay goes on under an epoch above those before", async () => {
    const { sink, events } = sinkThat(() => []);
    relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(2));
    await query(database.url, "UPDATE feed_head SET epoch = 40");
    await query(database.url, "DELETE FROM lease");
    await grow(id);
    await eventually(() => expect(events()).toHaveLength(3));
    const [lease] = await query<{ epoch: string }>(database.url, "SELECT epoch FROM lease");
    expect(Number(lease?.epoch)).toBeGreaterThan(40);
  });

  it("when a second relay stands by and the first stops, then it takes over where that was", async () => {
    const { sink, events } = sinkThat(() => []);
    const first = relay(sink);
    const second = relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(2));
    await first.stop();
    await grow(id);
    await eventually(() => expect(events()).toHaveLength(3));
    expect(events().map(({ position }) => position)).toEqual([1, 2, 3]);
    await second.stop();
  });
});
