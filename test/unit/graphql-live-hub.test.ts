import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { ofVariant } from "../../src/graphql/live/index-keys.js";
import { openLiveHub, type LiveHub } from "../../src/graphql/live/live-hub.js";
import type { EventSelection } from "../../src/graphql/live/selection.js";
import { createLogger } from "../../src/lib/logger.js";
import { createInMemoryLive, type InMemoryLive } from "../../src/messaging/in-memory-live.js";
import { eventually } from "../support/eventually.js";
import { FeedInMemory } from "../support/feed-in-memory.js";
import { openReader } from "../support/paused-reader.js";

const logger = createLogger("silent");
let feed: FeedInMemory;
let live: InMemoryLive;
let hub: LiveHub;
/** How often an event was executed and serialised. */
let rendered: number;

beforeEach(async () => {
  rendered = 0;
  feed = new FeedInMemory();
  live = createInMemoryLive({ feedId: "feed", logger });
  hub = await open();
});

afterEach(() => hub.close());

const open = (options: { quietMs?: number; history?: FeedInMemory } = {}) =>
  openLiveHub({ feed, live: live.feed, logger, quietMs: 60_000, ...options });

interface Listening extends Partial<EventSelection> {
  /** Those of the same are one group. */
  readonly group?: string;
  readonly on?: LiveHub;
  /** Reads nothing until it is told to. */
  readonly paused?: boolean;
  /** What it may take to read all that waits. */
  readonly patienceMs?: number;
}

/** Subscribes, and notes the positions of what comes; `done` tells how it ended. */
async function listen(listening: Listening = {}) {
  const { group = String(Math.random()), on = hub, paused = false, patienceMs, ...of } = listening;
  const reader = openReader(paused, patienceMs);
  const member = await on.join({
    key: group,
    selection: {
      ...{ kind: "events", after: null, conflate: false, keys: () => null, learn: () => undefined },
      ...{ match: () => true, ...of },
    },
    render(event) {
      rendered += 1;
      return String((event as FeedEvent).position);
    },
    delivery: { outlet: reader.outlet, encode: (payload) => `${payload}\n` },
  });
  const done = member.next();
  done.catch(() => undefined);
  return {
    get positions() {
      return reader.lines.map(Number);
    },
    ...{ done, member, reader },
  };
}

const publish = (events: readonly FeedEvent[]) => live.sink.publish(events);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
/** Compared once: telling how thousands of numbers differ takes longer than they need to arrive. */
async function arrived(listener: { positions: number[] }, positions: number[]): Promise<void> {
  await eventually(() => expect(listener.positions.length).toBeGreaterThanOrEqual(positions.length));
  expect(listener.positions).toEqual(positions);
}

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
    const listener = await listen({ on: watchful });
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

  it("when one resumes on a node that lags, then a warehouse is learned before its events are looked at", async () => {
    feed.append("before");
    const lagging = await open();
    const [created, moved] = feed.append("W", "in W") as [FeedEvent, FeedEvent];
    const warehouse = { warehouseId: "W", code: "W", name: "W", priority: 1, active: true };
    const events: FeedEvent[] = [{ ...created, type: "WarehouseCreatedEvent", data: warehouse }, moved];
    feed.events.splice(1, 2, ...events);
    const known = new Set<string>();
    const match = ({ aggregateId }: FeedEvent) => aggregateId === "before" || known.has("W");
    const resumed = await listen({ on: lagging, after: 0, match, learn: ({ id }) => void known.add(id) });
    await arrived(resumed, [1]);
    await publish(events);
    await arrived(resumed, [1, 2, 3]);
    await lagging.close();
  });

  it("when the feed fails while it is replayed, then the replay goes on after it", async () => {
    await publish(feed.append(...upTo(600).map(String)));
    const listener = await listen({ after: 0 });
    feed.away = true;
    await publish(feed.append("while away"));
    feed.away = false;
    await arrived(listener, upTo(601));
  });

  it("when many resume, each after another position, then each page of the feed is read once, and few at a time", async () => {
    feed.append(...upTo(2_000).map(String));
    await live.sink.heartbeat?.(2_000);
    const listeners = await Promise.all(upTo(300).map((n) => listen({ after: 6 * n })));
    for (const [index, listener] of listeners.entries()) {
      await arrived(listener, upTo(2_000).slice(6 * (index + 1)));
    }
    expect(feed.reads).toBe(4);
  });

  it("when the feed is away while one subscribes, then it is tried for a while", async () => {
    await publish(feed.append(...upTo(20).map(String)));
    const fresh = await open();
    feed.away = true;
    const joining = listen({ after: 10, on: fresh });
    await eventually(() => expect(feed.asked).toBeGreaterThan(1));
    feed.away = false;
    await arrived(await joining, upTo(20).slice(10));
    await fresh.close();
  });

  it("when the position is past the head, then POSITION_UNKNOWN", async () => {
    feed.append("a");
    await expect(listen({ after: 2 })).rejects.toMatchObject({
      ...{ code: "POSITION_UNKNOWN", message: expect.stringContaining("to 2: `after`") },
    });
  });

  it("when the position is older than what is kept, then POSITION_EXPIRED, at once or in the midst", async () => {
    feed.append(...upTo(1_000).map(String));
    await live.sink.heartbeat?.(1_000);
    const slow = await listen({ after: 0, paused: true });
    feed.forget(900);
    await expect(listen({ after: 899 })).rejects.toMatchObject({ code: "POSITION_EXPIRED" });
    slow.reader.go();
    await expect(slow.done).rejects.toMatchObject({ code: "POSITION_EXPIRED" });
    expect(hub.size).toBe(0);
  });

  /** 60,000 events, some of them of the variant "rare". */
  async function openAfterMany(...rare: number[]): Promise<LiveHub> {
    const positions = new Set(rare);
    feed.append(...upTo(60_000).map((position) => (positions.has(position) ? "rare" : "another")));
    return open({ history: feed });
  }
  const ofRare = {
    keys: () => [ofVariant("rare")],
    match: ({ aggregateId }: FeedEvent) => aggregateId === "rare",
  };

  it("when one variant is resumed from long ago, then what has nothing of it is looked through, not read", async () => {
    const rare = [25_000, 25_001, 55_000];
    const many = await openAfterMany(...rare);
    const listener = await listen({ on: many, after: 0, ...ofRare });
    await arrived(listener, rare);
    await eventually(() => expect(listener.member.isBehind).toBe(false));
    // Of 120 pages: those with such events, and the last, which are few.
    expect(feed.reads).toBeLessThan(30);
    await publish(feed.append("rare", "another", "rare"));
    await arrived(listener, [...rare, 60_001, 60_003]);
    await many.close();
  });

  it("when looking through what is stored fails, then it is read", async () => {
    const rare = [25_000, 55_000];
    const many = await openAfterMany(...rare);
    feed.slow = true;
    const listener = await listen({ on: many, after: 0, ...ofRare });
    await arrived(listener, rare);
    await many.close();
  });

  it("when many resume one variant each, then few are looked for at once, and each gets all of its own", async () => {
    const rare = [100, 25_000, 48_000];
    const many = await openAfterMany(...rare);
    const listeners = await Promise.all(upTo(20).map((n) => listen({ on: many, after: 6 * n, ...ofRare })));
    for (const [index, listener] of listeners.entries())
      await arrived(
        listener,
        rare.filter((position) => position > 6 * (index + 1)),
      );
    expect(feed.mostSearches).toBeLessThanOrEqual(2);
    await many.close();
  });

  it("when the retention passes one who resumes from long ago, then POSITION_EXPIRED: something may be missed", async () => {
    const many = await openAfterMany(25_000, 40_000);
    const match = (event: FeedEvent) => {
      if (event.position === 25_000) feed.forget(50_000);
      return ofRare.match(event);
    };
    const listener = await listen({ on: many, after: 0, ...ofRare, match });
    await expect(listener.done).rejects.toMatchObject({ code: "POSITION_EXPIRED" });
    expect(listener.positions).toEqual([25_000]);
    await many.close();
  });
});

describe("slow subscribers", () => {
  it("when one reads nothing, then what waits for it is bounded, others do not wait, and nothing is lost", async () => {
    const [slow, other] = [await listen({ group: "g", paused: true }), await listen({ group: "g" })];
    await publish(feed.append(...upTo(3_000).map(String)));
    await arrived(other, upTo(3_000));
    expect(slow.reader.mostWaiting).toBeLessThan(slow.reader.limit + 10);
    slow.reader.go();
    await arrived(slow, upTo(3_000));
    expect(slow.reader.gaveUp).toBe(false);
  });

  it("when one reads nothing for longer than its patience, then it is given up", async () => {
    const slow = await listen({ paused: true, patienceMs: 50 });
    await publish(feed.append(...upTo(3_000).map(String)));
    await eventually(() => expect(slow.reader.gaveUp).toBe(true));
    expect(hub.size).toBe(0);
  });

  it("when a slow one conflates, then the latest of each variant is left, in order", async () => {
    const slow = await listen({ paused: true, conflate: true });
    for (let round = 0; round < 500; round++) await publish(feed.append("a", "b", "c"));
    slow.reader.go();
    await eventually(() => expect(slow.positions.at(-1)).toBe(1_500));
    expect(slow.positions.length).toBeLessThan(1_000);
    expect(slow.positions.slice(-3)).toEqual([1_498, 1_499, 1_500]);
    expect(slow.positions).toEqual([...slow.positions].sort((a, b) => a - b));
  });

  it("when a conflating one resumes, then what does not match takes the place of nothing that does", async () => {
    await publish(feed.append("a", "b", "a", "a", "b"));
    const resumed = await listen({ after: 0, conflate: true, match: ({ position }) => position < 4 });
    await arrived(resumed, [2, 3]);
    await publish(feed.append("c"));
    expect(resumed.member.seen).toBe(5);
  });

  it("when so much comes that a group leaves it to the feed, then a conflating one is given nothing twice", async () => {
    const match = async () => true;
    const slow = await listen({ paused: true, conflate: true, match });
    for (let round = 0; round < 10; round++) await publish(feed.append(...upTo(500).map(String)));
    slow.reader.go();
    await eventually(() => expect(slow.positions.at(-1)).toBe(5_000));
    expect(slow.positions).toEqual([...new Set(slow.positions)].sort((a, b) => a - b));
  });

  it("when there are more variants than a conflating one can hold, then it is given up at once", async () => {
    const [slow, other] = [
      await listen({ group: "g", paused: true, conflate: true }),
      await listen({ group: "g" }),
    ];
    for (let round = 0; round < 3; round++) {
      await publish(feed.append(...upTo(500).map((n) => `${round} ${n}`)));
      // More at once than a group keeps waiting would be left to the feed.
      await arrived(other, upTo(500 * (round + 1)));
    }
    expect(slow.reader.gaveUp).toBe(true);
    expect(hub.size).toBe(1);
  });
});

describe("groups", () => {
  it("when subscriptions are equal, then each event is executed once for all of them", async () => {
    const listeners = await Promise.all(upTo(20).map(() => listen({ group: "g" })));
    await publish(feed.append("a", "b", "c"));
    for (const listener of listeners) await arrived(listener, [1, 2, 3]);
    expect(rendered).toBe(3);
    expect(hub.groups).toBe(1);
  });

  it("when equal ones resume together, then each event is executed once, from memory", async () => {
    const first = await listen();
    await publish(feed.append(...upTo(200).map(String)));
    await arrived(first, upTo(200));
    rendered = 0;
    const listeners = await Promise.all(upTo(20).map(() => listen({ group: "g", after: 0 })));
    for (const listener of listeners) await arrived(listener, upTo(200));
    expect(rendered).toBe(200);
    expect(feed.reads).toBe(0);
  });

  it("when what decides whether an event matches cannot be looked up, then it is tried until it can", async () => {
    let tries = 0;
    const match = async () => {
      if ((tries += 1) < 3) throw new Error("away");
      return true;
    };
    const listener = await listen({ match });
    await publish(feed.append("a"));
    await arrived(listener, [1]);
    expect(tries).toBe(3);
  });

  it("when many come at once, then the feed is asked for its ends once for all of them", async () => {
    feed.append("a", "b", "c");
    const fresh = await open({ quietMs: 1_000 });
    await Promise.all(upTo(100).map(() => listen({ on: fresh, group: "new" })));
    await Promise.all(upTo(100).map((n) => listen({ on: fresh, group: "old", after: n % 4 })));
    expect(feed.asked).toBeLessThan(5);
    await fresh.close();
  });

  it("when a selection names variants, then it is asked about events of those alone", async () => {
    const asked: number[] = [];
    const match = ({ position }: FeedEvent) => asked.push(position) > 0;
    const listener = await listen({ keys: () => [ofVariant("a"), ofVariant("c")], match });
    await publish(feed.append("a", "b", "c", "d", "a"));
    await arrived(listener, [1, 3, 5]);
    expect(asked).toEqual([1, 3, 5]);
  });
});

describe("leaving", () => {
  it("when a subscriber leaves, then nothing of it is kept", async () => {
    const listener = await listen();
    expect(hub.size).toBe(1);
    await listener.member.return();
    await listener.done;
    expect([hub.size, hub.groups]).toEqual([0, 0]);
  });

  it("when the hub closes, then each subscription ends", async () => {
    const listeners = [await listen(), await listen()];
    await hub.close();
    await Promise.all(listeners.map(({ done }) => done));
    expect(hub.size).toBe(0);
  });
});
