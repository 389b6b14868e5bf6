/** @needs rabbitmq */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createMemoryStore, type Missing, type StockfeedEvent } from "../../src/kit/index.js";
import { eventually } from "../support/eventually.js";
import { changes, feedOf, openKitDesk, type KitDesk } from "../support/kit-desk.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const PATIENCE = { timeoutMs: 60_000 };
const events = changes([1, 2, 3, 4, 5, 6, 7, 8, 9], "item");
const at = (...positions: number[]) => positions.map((position) => events[position - 1] as object);

let desk: KitDesk;
let seen: number[];
let missed: Missing[];
const options = {
  handlers: { StockLevelChangedEvent: (event: StockfeedEvent) => void seen.push(Number(event.position)) },
  onMissed: (missing: Missing) => void missed.push(missing),
};
const seenAre = (...expected: number[]) => eventually(() => expect(seen).toEqual(expected), PATIENCE);

beforeEach(async () => {
  [seen, missed] = [[], []];
  desk = await openKitDesk();
});
afterEach(() => desk.close());

it("when positions are left out, then they come from the API, in their place; and late ones are no news", async () => {
  const feed = feedOf(events.slice(0, 6));
  const consumer = await desk.consumer({ ...options, catchUp: { feed, from: "beginning" } });
  await seenAre(1, 2, 3, 4, 5, 6);
  await eventually(() => expect(consumer.status().state).toBe("live"), PATIENCE);
  const later = feedOf(events);
  feed.after = later.after;
  await desk.publish(at(6, 9, 8, 7));
  await seenAre(1, 2, 3, 4, 5, 6, 7, 8, 9);
  await eventually(() => expect(consumer.status()).toMatchObject({ duplicates: 3, handled: 9, position: 9 }));
  expect(missed).toEqual([]);
});

it("when there is no API to ask, then what was missed is told, and the rest goes on", async () => {
  const store = createMemoryStore();
  // Older than what was acknowledged, as after a crash: no gap.
  await store.savePosition(1);
  await desk.consumer({ ...options, store });
  await desk.publish(at(4, 7, 8));
  await seenAre(4, 7, 8);
  expect(missed).toEqual([{ from: 5, until: 6 }]);
});

it("when what was missed is older than what is kept, then it is told, and what is left is had", async () => {
  const store = createMemoryStore();
  await store.savePosition(2);
  await desk.consumer({ ...options, store, catchUp: { feed: feedOf(events, 5) } });
  await seenAre(6, 7, 8, 9);
  expect(missed).toEqual([{ from: 3, until: 5 }]);
});

it("when the queue has what happened meanwhile, then the API is not asked for it", async () => {
  const store = createMemoryStore();
  const first = await desk.consumer({ ...options, store });
  await desk.publish(at(1, 2));
  await seenAre(1, 2);
  await first.close();
  await desk.publish(at(3, 4, 5));
  const feed = feedOf(events.slice(0, 5));
  await desk.consumer({ ...options, store, catchUp: { feed } });
  await seenAre(1, 2, 3, 4, 5);
  expect(feed.asked).toEqual([]);
});

it("when only some events come, then it compares with the API at the start, and when it is told to", async () => {
  const store = createMemoryStore();
  await store.savePosition(3);
  const feed = feedOf(events.slice(0, 5));
  const consumer = await desk.consumer({
    ...options,
    ...{ store, bindings: ["inventory.stock.changed"], catchUp: { feed } },
  });
  await seenAre(4, 5);
  await eventually(() => expect(consumer.status().state).toBe("live"), PATIENCE);
  await desk.publish(at(8));
  await seenAre(4, 5, 8);
  expect(missed).toEqual([]);
  Object.assign(feed, feedOf(events));
  await consumer.catchUp();
  // Nothing tells it that 6 and 7 concern it: it asks for what is after the newest that came.
  await seenAre(4, 5, 8, 9);
});

it("when its queue ended with its connection, then it reads what happened meanwhile from the API", async () => {
  const wire = await openTcpProxy(amqpUrl());
  try {
    const feed = feedOf(events.slice(0, 3));
    const transient = { transient: true, catchUp: { feed, from: "beginning" } } as const;
    const consumer = await desk.consumer({ ...options, ...transient, url: wire.url });
    await seenAre(1, 2, 3);
    await eventually(() => expect(consumer.status().state).toBe("live"), PATIENCE);
    await desk.publish(at(4));
    await seenAre(1, 2, 3, 4);
    wire.refuse();
    await eventually(() => expect(consumer.status().state).toBe("connecting"), PATIENCE);
    Object.assign(feed, feedOf(events.slice(0, 6)));
    wire.accept();
    await seenAre(1, 2, 3, 4, 5, 6);
    await eventually(
      () => expect(consumer.status()).toMatchObject({ state: "live", duplicates: 0 }),
      PATIENCE,
    );
  } finally {
    await wire.close();
  }
});

it("when another process was active, then it takes over where that stood, and sees a gap behind it", async () => {
  const store = createMemoryStore();
  const feed = feedOf(events.slice(0, 1));
  const catchUp = { feed, from: "beginning" } as const;
  const first = await desk.consumer({ ...options, store, catchUp });
  await seenAre(1);
  await eventually(() => expect(first.status().state).toBe("live"), PATIENCE);
  const second = await desk.consumer({ ...options, store, catchUp });
  await eventually(() => expect(second.status().state).toBe("live"), PATIENCE);
  await desk.publish(at(2, 3));
  await seenAre(1, 2, 3);
  expect(second.status().position).toBeNull();
  await first.close();
  Object.assign(feed, feedOf(events));
  await desk.publish(at(6));
  await seenAre(1, 2, 3, 4, 5, 6);
  await eventually(() => expect(second.status()).toMatchObject({ handled: 3, position: 6 }));
});

it("when its queue is to end with it, then none is left behind", async () => {
  const feed = feedOf(events.slice(0, 3));
  const consumer = await desk.consumer({ ...options, transient: true, catchUp: { feed, from: "beginning" } });
  await seenAre(1, 2, 3);
  await eventually(() => expect(consumer.status().state).toBe("live"), PATIENCE);
  await desk.publish(at(4));
  await seenAre(1, 2, 3, 4);
  await consumer.close();
  expect(await desk.has(desk.queue)).toBe(false);
  expect(await desk.has(`${desk.queue}.dead`)).toBe(true);
});

it("when the API is away, then it waits for it, rather than go on without", async () => {
  const feed = feedOf(events);
  const head = feed.head;
  let tries = 0;
  feed.head = async (signal) => {
    if (++tries < 3) throw new Error("away");
    return head(signal);
  };
  const consumer = await desk.consumer({ ...options, catchUp: { feed, from: "beginning" } });
  await seenAre(1, 2, 3, 4, 5, 6, 7, 8, 9);
  expect(tries).toBe(3);
  await eventually(() => expect(consumer.status().position).toBe(9));
});
