import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { openLiveHub, type LiveHub } from "../../src/graphql/live/live-hub.js";
import type { SubscribeOptions } from "../../src/graphql/live/subscribe-options.js";
import { createLogger } from "../../src/lib/logger.js";
import { createInMemoryLive, type InMemoryLive } from "../../src/messaging/in-memory-live.js";
import { eventually } from "../support/eventually.js";
import { FeedInMemory } from "../support/feed-in-memory.js";

const logger = createLogger("silent");
let feed: FeedInMemory;
let live: InMemoryLive;
let hub: LiveHub;

beforeEach(async () => {
  feed = new FeedInMemory();
  live = createInMemoryLive({ feedId: "feed", logger });
  hub = await open();
});

afterEach(() => hub.close());

const open = (options: { queueLimit?: number; quietMs?: number } = {}) =>
  openLiveHub({ feed, live: live.feed, logger, quietMs: 60_000, ...options });

/** Subscribes, and notes the positions of what comes; `done` tells how it ended. */
async function listen(options: Partial<SubscribeOptions> = {}, on: LiveHub = hub) {
  const events = await on.subscribe({ match: () => true, ...options });
  const positions: number[] = [];
  const done = (async () => {
    for await (const { position } of events) positions.push(position);
  })();
  done.catch(() => undefined);
  return { positions, done, events };
}

const publish = (events: readonly FeedEvent[]) => live.sink.publish(events);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const arrived = (listener: { positions: number[] }, positions: number[]) =>
  eventually(() => expect(listener.positions).toEqual(positions));

describe("live events", () => {
  it("when events are sent, then everybody gets what matches, in order", async () => {
    const [all, some] = [await listen(), await listen({ match: ({ aggregateId }) => aggregateId === "b" })];
    await publish(feed.append("a", "b", "a"));
    await publish(feed.append("b"));
    await arrived(all, [1, 2, 3, 4]);
    await arrived(some, [2, 4]);
    expect(feed.reads).toBe(0);
  });

  it("when events come twice, then they are delivered once", async () => {
    const listener = await listen();
    const events = feed.append("a", "b");
    await publish(events);
    await publish(events);
    await publish(feed.append("c"));
    await arrived(listener, [1, 2, 3]);
  });

  it("when some are lost, then they are read from the feed before the next are delivered", async () => {
    const listener = await listen();
    feed.append("lost", "lost");
    await publish(feed.append("c"));
    await arrived(listener, [1, 2, 3]);
  });

  it("when a batch is out of order, then its events are not", async () => {
    const listener = await listen();
    await publish(feed.append("a", "b", "c").reverse());
    await arrived(listener, [1, 2, 3]);
  });

  it("when the last are lost, then a heartbeat tells", async () => {
    const listener = await listen();
    feed.append(...upTo(1_200).map(String));
    await live.sink.heartbeat?.(1_200);
    await arrived(listener, upTo(1_200));
  });

  it("when the live feed is silent for long, then the feed itself is asked", async () => {
    const watchful = await open({ quietMs: 20 });
    const listener = await listen({}, watchful);
    feed.append("a", "b");
    await arrived(listener, [1, 2]);
    await watchful.close();
  });

  it("when the feed is away while a gap is repaired, then it is tried until it is back", async () => {
    const listener = await listen();
    feed.append("lost");
    feed.away = true;
    await publish(feed.append("b"));
    await publish(feed.append("c"));
    await eventually(() => expect(feed.reads).toBeGreaterThan(1));
    expect(listener.positions).toEqual([]);
    feed.away = false;
    await arrived(listener, [1, 2, 3]);
  });

  it("when nobody is subscribed, then gaps are not read, and who comes gets what is new", async () => {
    feed.append("a", "b");
    await publish(feed.append("c"));
    const listener = await listen();
    await publish(feed.append("d"));
    await arrived(listener, [4]);
    expect(feed.reads).toBe(0);
  });
});

describe("resuming", () => {
  it("when resumed after a position, then the stored come first, then the live, none twice", async () => {
    await publish(feed.append(...upTo(1_300).map(String)));
    const listener = await listen({ after: 10 });
    for (let sent = 0; sent < 50; sent++) await publish(feed.append("live"));
    await arrived(listener, upTo(1_350).slice(10));
  });

  it("when resumed after the head of the feed, then only what is new comes", async () => {
    feed.append("not heard of yet", "nor this");
    const listener = await listen({ after: 2 });
    await publish(feed.append("new"));
    await arrived(listener, [3]);
  });

  it("when the feed fails while it is replayed, then the replay goes on after it", async () => {
    await publish(feed.append(...upTo(600).map(String)));
    const listener = await listen({ after: 0 });
    feed.away = true;
    await publish(feed.append("while away"));
    feed.away = false;
    await arrived(listener, upTo(601));
  });

  it("when the position is past the head, then POSITION_UNKNOWN", async () => {
    feed.append("a");
    await expect(hub.subscribe({ after: 2, match: () => true })).rejects.toMatchObject({
      code: "POSITION_UNKNOWN",
    });
  });

  it("when the position is older than what is kept, then POSITION_EXPIRED, at once or in the midst", async () => {
    await publish(feed.append(...upTo(1_000).map(String)));
    const slow = await hub.subscribe({ after: 0, match: () => true });
    await slow.next();
    feed.forget(900);
    await expect(hub.subscribe({ after: 899, match: () => true })).rejects.toMatchObject({
      code: "POSITION_EXPIRED",
    });
    const rest = async () => {
      for await (const _ of slow);
    };
    await expect(rest()).rejects.toMatchObject({ code: "POSITION_EXPIRED" });
    expect(hub.size).toBe(0);
  });
});

describe("slow subscribers", () => {
  it("when one is too slow, then it gets what was kept, and is told where to resume", async () => {
    const small = await open({ queueLimit: 3 });
    const events = await small.subscribe({ match: () => true });
    await publish(feed.append("a", "b", "c", "d", "e"));
    const positions = [await events.next(), await events.next(), await events.next()];
    expect(positions.map(({ value }) => value?.position)).toEqual([1, 2, 3]);
    await expect(events.next()).rejects.toMatchObject({ code: "LIMIT_EXCEEDED", resumeAfter: 3 });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    expect(small.size).toBe(0);
    const again = await listen({ after: 3 }, small);
    await arrived(again, [4, 5]);
    await small.close();
  });

  it("when a slow one conflates, then the latest of each variant is left, in order", async () => {
    const small = await open({ queueLimit: 4 });
    const slow = await small.subscribe({ match: () => true, conflate: true });
    for (let round = 0; round < 50; round++) await publish(feed.append("a", "b", "c"));
    const left: number[] = [];
    while (left.at(-1) !== 150) left.push((await slow.next()).value?.position ?? NaN);
    expect(left.length).toBeLessThanOrEqual(8);
    expect(left.slice(-3)).toEqual([148, 149, 150]);
    expect(left).toEqual([...left].sort((a, b) => a - b));
    await small.close();
  });

  it("when there are more variants than a conflating one can hold, then it ends, too", async () => {
    const small = await open({ queueLimit: 4 });
    const events = await small.subscribe({ match: () => true, conflate: true });
    await publish(feed.append(...upTo(20).map(String)));
    const drain = async () => {
      for await (const _ of events);
    };
    await expect(drain()).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await small.close();
  });
});

describe("leaving", () => {
  it("when a waiting subscriber leaves, then its wait ends and nothing of it is kept", async () => {
    const listener = await listen();
    expect(hub.size).toBe(1);
    await listener.events.return?.();
    await listener.done;
    expect(hub.size).toBe(0);
  });

  it("when the hub closes, then each subscription ends", async () => {
    const listeners = [await listen(), await listen()];
    await hub.close();
    await Promise.all(listeners.map(({ done }) => done));
    expect(hub.size).toBe(0);
  });
});
