/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Nudge } from "../../src/lib/nudge.js";
import type { EventSink, Refused } from "../../src/ports/event-sink.js";
import type { FeedLog } from "../../src/ports/feed-log.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { eventually } from "../support/eventually.js";
import { sinkThat, startTestRelay, type RelaySettings, type RunningRelay } from "../support/relay.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let stops: (() => Promise<void>)[];

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  stops = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await store.close();
  await database.drop();
});

function relay(sink: EventSink, log: Partial<FeedLog> = {}, settings: RelaySettings = {}): RunningRelay {
  const running = startTestRelay(store, sink, { log, ...settings });
  stops.push(running.stop);
  return running;
}

const grow = (productVariantId: string) =>
  adjustStock(store.deps, { productVariantId, delta: 1, changeType: "RETURN" }, CALLER);

describe("the relay", () => {
  it("when all goes well, then a sink gets every event once, in order, and its cursor is kept", async () => {
    const { sink, events } = sinkThat(() => []);
    const first = relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    for (let change = 0; change < 20; change++) await grow(id);
    // Of the creation one, of the purchase two, of each change one: all of them, not only those
    // that have a position yet.
    await eventually(() => expect(events()).toHaveLength(23));
    await first.stop();
    expect(await store.log.cursor(sink.name, 0)).toBe(23);

    relay(sink);
    await grow(id);
    await eventually(async () => expect(events()).toHaveLength(24));
    expect(events().map(({ position }) => position)).toEqual(events().map((_, index) => index + 1));
  });

  it("when a durable sink was away, then it misses nothing", async () => {
    let away = true;
    const { sink, events } = sinkThat(() => {
      if (away) throw new Error("connection refused");
      return [];
    });
    const { lags } = relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events().length).toBeGreaterThan(0));
    await grow(id);
    await eventually(() => expect(lags.at(-1)).toBe(4));
    away = false;
    const head = await eventually(async () => {
      const cursor = await store.log.cursor(sink.name, 0);
      expect(cursor).toBe(4);
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
    await eventually(async () => expect(await store.log.cursor(sink.name, 0)).toBe(3));
    const missed = events().length;
    away = false;
    // Until it is tried again, what is new is not for it either.
    let head = 3;
    await eventually(async () => {
      await grow(id);
      head++;
      expect(events().length).toBeGreaterThan(missed);
    });
    await eventually(() => expect(events().at(-1)?.position).toBe(head));
    const given = events()
      .slice(missed)
      .map(({ position }) => position);
    const first = given[0] as number;
    expect(first).toBeGreaterThan(3);
    expect(given).toEqual(Array.from({ length: head - first + 1 }, (_, index) => first + index));
    await eventually(() => expect(heads).toContain(head));
  });

  it("when the answer of a committed sequencing is lost, then its events are delivered all the same", async () => {
    const { sink, events } = sinkThat(() => []);
    let lose = false;
    relay(sink, {
      async sequence(epoch, limit) {
        const sequenced = await store.log.sequence(epoch, limit);
        if (lose && sequenced && sequenced.length > 0) {
          lose = false;
          throw new Error("connection lost");
        }
        return sequenced;
      },
    });
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(3));
    lose = true;
    await grow(id);
    await eventually(() => expect(events().map(({ position }) => position)).toEqual([1, 2, 3, 4]));
  });

  it("when the wake-up cannot be heard, then it goes on looking by itself, however seldom it polls otherwise", async () => {
    const { sink, events } = sinkThat(() => []);
    const nudge = new Nudge();
    let looks = 0;
    let fault: string | null = null;
    const sequence: FeedLog["sequence"] = (epoch, limit) => {
      looks++;
      return store.log.sequence(epoch, limit);
    };
    relay(sink, { sequence }, { nudge, wakeUp: { fault: () => fault }, pollIntervalMs: 3_600_000 });
    await eventually(() => expect(looks).toBeGreaterThan(5));
    fault = "Redis is out of reach";
    nudge.signal();
    // Each twice as long after the one before, these would take for months.
    await eventually(() => expect(looks).toBeGreaterThan(40));
    await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(3));
  });

  it("when a batch fails while the next is being read, then nothing overtakes what was lost", async () => {
    const id = await stockUp(store, uniqueName("item"), 10);
    for (let change = 0; change < 8; change++) await grow(id);
    const first = relay(sinkThat(() => []).sink);
    await eventually(async () => expect(await store.log.head()).toBe(11));
    await first.stop();
    let fail: ((error: Error) => void) | undefined;
    const delivered: number[] = [];
    const { sink, batches } = sinkThat((batch) => {
      if (batches.length === 1) return new Promise((_, reject) => (fail = reject));
      delivered.push(...batch.map(({ position }) => position));
      return [];
    });
    const read = async (position: number, limit: number) => {
      if (position === 2) fail?.(new Error("connection lost"));
      return store.log.after(position, limit);
    };
    relay(sink, { after: read }, { batchSize: 2 });
    await eventually(() => expect(new Set(delivered).size).toBe(11));
    const firsts = [...new Set(delivered)];
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
  });

  it("when it is stopped in an orderly way, then what is confirmed meanwhile is not sent again", async () => {
    const id = await stockUp(store, uniqueName("item"), 10);
    for (let change = 0; change < 3; change++) await grow(id);
    const answers: ((refused: Refused[]) => void)[] = [];
    const { sink } = sinkThat(() => new Promise((answer) => answers.push(answer)));
    const { stop } = relay(sink, {}, { batchSize: 2 });
    await eventually(() => expect(answers).toHaveLength(3));
    const stopped = stop();
    for (const answer of answers) answer([]);
    await stopped;
    expect(await store.log.cursor(sink.name, 0)).toBe(6);
  });

  it("when the lease's row is lost, then the relay goes on under an epoch above those before", async () => {
    const { sink, events } = sinkThat(() => []);
    relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(3));
    await query(database.url, "UPDATE feed_head SET epoch = 40");
    await query(database.url, "DELETE FROM lease");
    await grow(id);
    await eventually(() => expect(events()).toHaveLength(4));
    const [lease] = await query<{ epoch: string }>(database.url, "SELECT epoch FROM lease");
    expect(Number(lease?.epoch)).toBeGreaterThan(40);
  });

  it("when a second relay stands by and the first stops, then it takes over where that was", async () => {
    const { sink, events } = sinkThat(() => []);
    const first = relay(sink);
    const second = relay(sink);
    const id = await stockUp(store, uniqueName("item"), 10);
    await eventually(() => expect(events()).toHaveLength(3));
    await first.stop();
    await grow(id);
    await eventually(() => expect(events()).toHaveLength(4));
    expect(events().map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    await second.stop();
  });
});
