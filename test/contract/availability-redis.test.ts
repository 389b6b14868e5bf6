/** @needs redis */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { createLogger } from "../../src/lib/logger.js";
import type { AvailabilityCache } from "../../src/ports/availability-cache.js";
import { eventually } from "../support/eventually.js";
import { redis } from "../support/provision/redis.js";
import type { OwnServer } from "../support/provision/service.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { NOW } from "../support/stock.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { askedAt, itemAt, openRedisCache, versionIn, type CacheRig } from "./availability-caches.js";

const PATIENCE = { timeoutMs: 60_000 };

let own: OwnServer | undefined;
let wire: TcpProxy;
let feedId: string;
let logged: string[];
let rigs: CacheRig[];
let one: AvailabilityCache;
let other: AvailabilityCache;

beforeAll(async () => {
  own = await redis.startInstalled();
  wire = await openTcpProxy(own?.url ?? redisUrl());
}, 60_000);
afterAll(async () => {
  await wire.close();
  await own?.close();
});
beforeEach(async () => {
  feedId = uniqueName("feed");
  logged = [];
  const logger = createLogger("info", { write: (line) => void logged.push(line) });
  rigs = await Promise.all([1, 2].map(() => openRedisCache({ url: wire.url, feedId, logger })));
  [one, other] = rigs.map(({ cache }) => cache) as [AvailabilityCache, AvailabilityCache];
});
afterEach(() => Promise.all(rigs.map((rig) => rig.close())));

const server = () => new Redis(own?.url ?? redisUrl());
const keyOf = (id: string) => `inventory:item:${feedId}:1:${id}`;

/** Puts it there as whoever reads it does, until it is there. */
async function keep(cache: AvailabilityCache, id: string, version: number): Promise<void> {
  await eventually(async () => {
    cache.keep({ now: NOW, items: [itemAt(id, version)] }, await askedAt(cache));
    expect(await versionIn(cache, id)).toBe(version);
  }, PATIENCE);
}

it("when one node keeps an item, then the other has it; nodes on another feed do not", async () => {
  const stranger = await openRedisCache({ url: wire.url });
  await keep(one, "a", 3);

  expect(await versionIn(other, "a")).toBe(3);
  expect(await versionIn(stranger.cache, "a")).toBeNull();
  await stranger.close();
});

it("when one node changes an item, then the other finds nothing older, and cannot bring it back, though it heard of nothing", async () => {
  await keep(other, "a", 3);
  const before = await askedAt(other);
  one.changed(new Map([["a", 4]]), true);
  await eventually(async () => expect(await versionIn(other, "a")).toBeNull(), PATIENCE);

  other.keep({ now: NOW, items: [itemAt("a", 3)] }, before);
  await keep(other, "b", 1);
  expect(await versionIn(other, "a")).toBeNull();
  await keep(other, "a", 4);
});

it("when thousands of items change at once, then each is marked, a thousand at a time", async () => {
  const ids = Array.from({ length: 2_500 }, (_, index) => `item-${index}`);
  one.changed(new Map(ids.map((id) => [id, 2])), true);
  const client = server();
  try {
    await eventually(async () => expect(await client.exists(ids.map(keyOf))).toBe(2_500), PATIENCE);
  } finally {
    await client.quit();
  }
});

it("when what was read long ago is kept at last, then it is not, since what changed meanwhile may be forgotten", async () => {
  const longAgo = (await askedAt(one)) - 5_001;
  one.keep({ now: NOW, items: [itemAt("a", 3)] }, longAgo);
  await keep(one, "b", 1);

  expect(await versionIn(one, "a")).toBeNull();
});

it("when an item is kept, then its key ends by itself, and with its next hold at the latest", async () => {
  const moment = await askedAt(one);
  const items = [itemAt("free", 1), itemAt("held", 1, { nextExpiry: NOW + 20_000 })];
  one.keep({ now: NOW, items }, moment);
  await keep(one, "b", 1);
  const client = server();
  try {
    const [free, held] = [await client.pttl(keyOf("free")), await client.pttl(keyOf("held"))];

    expect(free).toBeGreaterThan(20_000);
    expect(free).toBeLessThanOrEqual(60_000);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThanOrEqual(20_000);
  } finally {
    await client.quit();
  }
});

it("when a value of Redis is not ours, then it is as if it were not there, and what is read takes its place", async () => {
  const client = server();
  try {
    await client.set(keyOf("a"), "],[[1]");
    await client.lpush(keyOf("b"), "x");

    expect((await one.lookUp(["a", "b"])).items).toEqual([null, null]);
    await keep(one, "a", 1);
  } finally {
    await client.quit();
  }
});

it("when Redis is killed in the middle, then it is not asked any more, and it is used again, empty, when it is back", async () => {
  await keep(one, "a", 3);
  wire.refuse();
  await own?.fell("SIGKILL");

  await eventually(async () => {
    expect(await one.lookUp(["a"])).toEqual({ items: [null], askedAt: null });
    expect(one.fault()).toMatch(/Redis is out of reach/);
  }, PATIENCE);
  one.changed(new Map([["a", 4]]), true);
  expect(logged.filter((line) => line.includes("read from the database"))).not.toEqual([]);

  await own?.raise();
  wire.accept();
  await eventually(async () => {
    await askedAt(one);
    expect(one.fault()).toBeNull();
  }, PATIENCE);
  expect(await versionIn(one, "a")).toBeNull();
  await keep(one, "a", 4);
}, 120_000);

it("when Redis comes back with what it had, then a node answers nothing that is older than what it changed meanwhile", async () => {
  await keep(one, "a", 3);
  wire.refuse();
  await eventually(() => expect(one.fault()).not.toBeNull(), PATIENCE);
  // Nobody can be told of it.
  one.changed(new Map([["a", 4]]), true);
  wire.accept();
  await eventually(() => askedAt(one), PATIENCE);

  expect(await versionIn(one, "a")).toBeNull();
}, 90_000);

it("when Redis is silent, and nobody says so, then soon nobody waits for it", async () => {
  await keep(one, "a", 3);
  wire.stall();
  await eventually(async () => {
    expect(await one.lookUp(["a"])).toEqual({ items: [null], askedAt: null });
    expect(one.fault()).not.toBeNull();
  }, PATIENCE);
  // What is told now gets there late, or never.
  one.keep({ now: NOW, items: [itemAt("a", 4)] }, 0);

  wire.flow();
  await eventually(async () => {
    await askedAt(one);
    expect(one.fault()).toBeNull();
  }, PATIENCE);
}, 90_000);
