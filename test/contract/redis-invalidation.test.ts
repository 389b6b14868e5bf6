/** @needs redis */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { createLogger } from "../../src/lib/logger.js";
import { openRedisInvalidation } from "../../src/messaging/redis-invalidation.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { eventually } from "../support/eventually.js";
import { redis } from "../support/provision/redis.js";
import type { OwnServer } from "../support/provision/service.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { eventAt } from "./sample-events.js";

const PATIENCE = { timeoutMs: 60_000 };

let own: OwnServer | undefined;
let client: Redis;
/** What these keys begin with, on a Redis that may be shared. */
let shop: string;
let feedId: string;
let sinks: EventSink[];
let logged: string[];

beforeAll(async () => {
  own = await redis.startInstalled();
}, 60_000);
afterAll(() => own?.close());
beforeEach(() => {
  client = new Redis(own?.url ?? redisUrl());
  client.on("error", () => undefined);
  shop = uniqueName("shop");
  feedId = uniqueName("feed");
  sinks = [];
  logged = [];
});
afterEach(async () => {
  await Promise.all(sinks.map((sink) => sink.close()));
  await client.quit();
});

async function openSink(patterns = [`${shop}:list:*`, `${shop}:filter:*`]): Promise<EventSink> {
  const logger = createLogger("info", { write: (line) => void logged.push(line) });
  const keys = [`${shop}:product:{productId}`, `${shop}:page:{productId}:{productId}`];
  const sink = await openRedisInvalidation({ url: own?.url ?? redisUrl(), feedId, keys, patterns, logger });
  sinks.push(sink);
  return sink;
}

const about = (position: number, aggregateId: string) =>
  eventAt(position, {
    aggregateType: "InventoryItem",
    aggregateId,
    type: "StockLevelChangedEvent",
  } as object);
const cache = (...keys: string[]) => client.mset(...keys.flatMap((key) => [`${shop}:${key}`, "cached"]));
const left = async (...keys: string[]) => {
  const values = await client.mget(keys.map((key) => `${shop}:${key}`));
  return keys.filter((_, index) => values[index] !== null);
};
/** How often Redis was asked so, by whomever. */
const asked = async (command: string): Promise<number> => {
  const stats = await client.info("commandstats");
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
};

it("when an item changes, then its keys are deleted, and the lists, and nothing else", async () => {
  const sink = await openSink();
  await cache("product:a", "page:a:a", "product:b", "product:ab", "list:1", "filter:x:y", "lists", "other");

  expect(await sink.publish([about(1, "a")])).toEqual([]);

  expect(await left("product:a", "page:a:a")).toEqual([]);
  await eventually(async () => expect(await left("list:1", "filter:x:y")).toEqual([]), PATIENCE);
  expect(await left("product:b", "product:ab", "lists", "other")).toHaveLength(4);
});

it("when an id looks like a pattern, then it is an id", async () => {
  const sink = await openSink();
  await cache("product:*", "product:$&", "product:a");
  await sink.publish([about(1, "*"), about(2, "$&")]);

  expect(await left("product:*", "product:$&", "product:a")).toEqual(["product:a"]);
});

it("when events leave items as they are, then nothing is deleted, nor counted as carried", async () => {
  const sink = await openSink();
  await cache("product:a", "list:1");
  const failed = eventAt(1, { type: "InventoryReservationFailedEvent", aggregateId: "a" } as object);
  const order = eventAt(2, { aggregateType: "Allocation", aggregateId: "a" });
  await sink.publish([failed, order]);
  const next = about(3, "b");

  expect([failed, order, next].map((event) => sink.carries?.(event))).toEqual([false, false, true]);
  expect(await client.get(`inventory:lists-owed:${feedId}`)).toBeNull();
  expect(await left("product:a", "list:1")).toHaveLength(2);
});

it("when there are 10,000 keys of others, then exactly those that match are deleted, without KEYS", async () => {
  const named = (kind: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${kind}:${index}`);
  const lists = named("list", 300);
  const foreign = [...named("listing", 5_000), ...named("products:list", 5_000)];
  await cache(...lists, ...foreign);
  const [before, sink] = [await asked("keys"), await openSink()];
  await sink.publish([about(1, "a")]);

  await eventually(async () => expect(await left(...lists)).toEqual([]), PATIENCE);
  expect(await left(...foreign)).toHaveLength(10_000);
  // Others may share the server, where it is not ours.
  if (own) expect((await asked("keys")) - before).toBe(0);
});

it("when hundreds of batches come, then lists are deleted at most once a second, and after the last of them", async () => {
  const sink = await openSink([`${shop}:list:*`]);
  const before = await asked("scan");
  const began = performance.now();
  for (let batch = 1; batch <= 300; batch++) await sink.publish([about(batch, `item-${batch}`)]);
  await cache("list:1");
  await sink.publish([about(301, "a")]);
  await eventually(async () => expect(await left("list:1")).toEqual([]), PATIENCE);

  // A look at every key takes one question here, or, on a server that others fill, a few.
  const [sweeps, seconds] = [(await asked("scan")) - before, (performance.now() - began) / 1_000];
  const each = Math.ceil(((await client.dbsize()) + 1_000) / 500);
  if (own) expect(sweeps).toBeLessThanOrEqual((seconds + 2) * each);
});

it("when the process ended between an item and its lists, then the next one deletes them", async () => {
  await cache("list:1");
  // As it stands when a batch was confirmed, and no sweep has followed.
  await client.incr(`inventory:lists-owed:${feedId}`);
  await openSink();

  await eventually(async () => {
    expect(await left("list:1")).toEqual([]);
    expect(await client.exists(`inventory:lists-owed:${feedId}`)).toBe(0);
  }, PATIENCE);
});

it("when Redis is killed in the middle, then batches are rejected, and are delivered again when it is back", async () => {
  if (!own) return;
  const sink = await openSink();
  await own.fell("SIGKILL");
  await eventually(async () => {
    await expect(sink.publish([about(1, "a")])).rejects.toThrow();
    expect(sink.fault()).toMatch(/Redis is out of reach/);
  }, PATIENCE);

  await own.raise();
  await eventually(() => cache("product:a", "list:1"), PATIENCE);
  await eventually(() => sink.publish([about(1, "a")]), PATIENCE);
  expect(await left("product:a")).toEqual([]);
  await eventually(async () => expect(await left("list:1")).toEqual([]), PATIENCE);
}, 120_000);

it("when lists cannot be deleted, then that is told once an outage, and tried again", async () => {
  await cache("list:1");
  await client.lpush(`inventory:lists-owed:${feedId}`, "not a number");
  await openSink();
  const told = () => logged.filter((line) => line.includes("cached lists"));
  await eventually(() => expect(told()).toHaveLength(1), PATIENCE);
  expect(await left("list:1")).toEqual(["list:1"]);

  await client.del(`inventory:lists-owed:${feedId}`);
  await client.incr(`inventory:lists-owed:${feedId}`);
  await eventually(async () => expect(await left("list:1")).toEqual([]), PATIENCE);
  await eventually(() => expect(told().at(-1)).toContain("deleted again"), PATIENCE);
  expect(told()).toHaveLength(2);
});
