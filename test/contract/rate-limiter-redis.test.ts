/** @needs redis */
import { setImmediate as immediately } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { createInMemoryRates } from "../../src/messaging/in-memory-rates.js";
import { createLogger } from "../../src/lib/logger.js";
import { eventually } from "../support/eventually.js";
import { redis } from "../support/provision/redis.js";
import type { OwnServer } from "../support/provision/service.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { openRedisRates, SLOW, type RateLimiterRig } from "./rate-limiters.js";

const PATIENCE = { timeoutMs: 60_000 };

let own: OwnServer | undefined;
let wire: TcpProxy;
let feedId: string;
/** What each node logged. */
let logged: string[];
let nodes: RateLimiterRig[];
let commands: number;

beforeAll(async () => {
  own = await redis.startInstalled();
  wire = await openTcpProxy(own?.url ?? redisUrl(), () => (bytes) => {
    commands += String(bytes).match(/evalsha/gi)?.length ?? 0;
  });
}, 60_000);
afterAll(async () => {
  await wire.close();
  await own?.close();
});
beforeEach(async () => {
  feedId = uniqueName("feed");
  logged = [];
  nodes = [await openNode(), await openNode()];
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.close()));
});

function openNode(): Promise<RateLimiterRig> {
  const logger = createLogger("info", { write: (line) => void logged.push(line) });
  return openRedisRates({ feedId, bucketOf: () => SLOW, url: wire.url, logger });
}

const take = (node: number, client: string, points: number) => {
  const { rates } = nodes[node] as RateLimiterRig;
  return rates.take(client, points);
};
const alone = () => nodes.map(({ rates }) => rates.figures().alone);
const told = (text: string) => logged.filter((line) => line.includes(text));

/** Redis is gone, with all it knew where it is ours. */
const fell = async () => {
  wire.refuse();
  await own?.fell("SIGKILL");
  await eventually(() => expect(alone()).toEqual([true, true]), PATIENCE);
};
const raise = async () => {
  await own?.raise();
  wire.accept();
  // Each asks whether it is back.
  await eventually(async () => {
    await Promise.all([take(0, "probe", 0), take(1, "probe", 0)]);
    expect(alone()).toEqual([false, false]);
  }, PATIENCE);
};

it("when two nodes serve one client, then they share its bucket", async () => {
  await take(0, "a", 60);

  expect(await take(1, "a", 60)).toMatchObject({ granted: false, remaining: 40 });
  expect(await take(1, "a", 40)).toMatchObject({ granted: true, remaining: 0 });
  expect((await take(0, "a", 1)).granted).toBe(false);
});

it("when a client is known to Redis, then not by its name, and no longer than its bucket takes to be full", async () => {
  await take(0, "storefront", 0.01);
  const client = new Redis(own?.url ?? redisUrl());
  try {
    const keys = await client.keys(`*${feedId}*`);

    expect(keys).toEqual([expect.stringMatching(/^inventory:rate:[^:]+:[\w-]{43}$/)]);
    const life = await client.pttl(keys[0] as string);
    expect(life).toBeGreaterThan(0);
    expect(life).toBeLessThanOrEqual(10_000);
  } finally {
    await client.quit();
  }
});

it("when a thousand requests of one client come at once, then they are a few questions to Redis", async () => {
  await take(0, "a", 1);
  commands = 0;

  const answers = await Promise.all(Array.from({ length: 1_000 }, () => take(0, "a", 1)));

  expect(answers.filter(({ granted }) => granted)).toHaveLength(99);
  expect(commands).toBeLessThanOrEqual(4);
});

it("when Redis is killed in the middle, then requests go on, each node holds to the limit, and it is shared again when it is back", async () => {
  const granted = [0, 0];
  let going = true;
  const keepTaking = async (node: number) => {
    while (going) {
      if ((await take(node, "a", 1)).granted) granted[node] = (granted[node] ?? 0) + 1;
      // As requests come: not all in one turn.
      await immediately();
    }
  };
  await Promise.all([take(0, "a", 50), take(1, "a", 0)]);
  const taking = [keepTaking(0), keepTaking(1)];
  await fell();
  await eventually(async () => {
    const answers = await Promise.all([take(0, "a", 1), take(1, "a", 1)]);
    expect(answers.map((each) => each.granted)).toEqual([false, false]);
  });
  going = false;
  await Promise.all(taking);

  // What each had seen of the 50 counts on: at most the rest of it twice.
  expect(Math.max(...granted)).toBeLessThanOrEqual(50);
  expect(told("limits the rates of clients by itself")).toHaveLength(2);

  await raise();
  await take(0, "b", 60);
  expect(await take(1, "b", 60)).toMatchObject({ granted: false, remaining: 40 });
  expect(told("answers in time again")).toHaveLength(2);
}, 120_000);

it("when Redis does not answer, and nobody says so, then requests are answered all the same, and soon do not wait", async () => {
  await take(0, "a", 10);
  wire.stall();

  const answers = await Promise.all(["a", "b", "c", "d"].map((client) => take(0, client, 60)));
  expect(answers.map(({ granted, remaining }) => [granted, remaining])).toEqual([
    [true, 30],
    ...Array.from({ length: 3 }, () => [true, 40]),
  ]);
  await eventually(() => expect(alone()[0]).toBe(true));
  expect((await take(0, "a", 31)).granted).toBe(false);
  expect(told("limits the rates of clients by itself")).toHaveLength(1);

  wire.flow();
  await eventually(async () => {
    await take(0, "a", 0);
    expect(alone()[0]).toBe(false);
  }, PATIENCE);
}, 90_000);

it("when a value of Redis is not ours, then the node goes on by itself", async () => {
  await take(0, "a", 10);
  const client = new Redis(own?.url ?? redisUrl());
  try {
    const [key = ""] = await client.keys(`*${feedId}*`);
    await client.del(key);
    await client.lpush(key, "x");

    expect(await take(0, "a", 60)).toMatchObject({ granted: true, remaining: 30 });
    await client.del(key);
  } finally {
    await client.quit();
  }
});

it("when there are more clients than a node remembers, then the one that asked longest ago is forgotten", async () => {
  const rates = createInMemoryRates(() => SLOW);
  for (let client = 0; client <= 10_000; client++) await rates.take(`client-${client}`, 100);

  expect((await rates.take("client-1", 1)).granted).toBe(false);
  expect((await rates.take("client-0", 1)).granted).toBe(true);
});
