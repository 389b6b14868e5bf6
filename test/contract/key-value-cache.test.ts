/** @needs redis */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createInMemoryCache } from "../../src/messaging/in-memory-cache.js";
import { createRedisCache } from "../../src/messaging/redis-cache.js";
import { connectRedis, type RedisConnection } from "../../src/messaging/redis-connection.js";
import type { KeyValueCache } from "../../src/ports/key-value-cache.js";
import { eventually } from "../support/eventually.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { silent } from "./durable-sinks.js";

let connection: RedisConnection;
beforeAll(async () => {
  connection = await connectRedis({ url: redisUrl(), logger: silent });
});
afterAll(() => connection.close());

const caches: readonly [string, () => KeyValueCache][] = [
  ["Redis", () => createRedisCache({ connection, feedId: uniqueName("feed"), logger: silent })],
  ["memory", createInMemoryCache],
];

describe.each(caches)("a key-value cache (%s)", (_name, open) => {
  let cache: KeyValueCache;
  beforeEach(() => void (cache = open()));

  it("when something is set, then it is there, as it was, under its key alone", async () => {
    const value = 'query { a }\n"ü" \u{1F4A9} \0';
    await cache.set("apq:1", value);
    await cache.set("apq:2", "");

    expect(await cache.get("apq:1")).toBe(value);
    expect(await cache.get("apq:2")).toBe("");
    expect(await cache.get("apq:3")).toBeUndefined();
    expect(await cache.get("__proto__")).toBeUndefined();
  });

  it("when something is set again, then the newer is there", async () => {
    await cache.set("key", "older", { ttl: 100 });
    await cache.set("key", "newer", { ttl: null });

    expect(await cache.get("key")).toBe("newer");
  });

  it("when its time is over, then it is gone", async () => {
    await cache.set("short", "value", { ttl: 0.05 });
    await cache.set("long", "value", { ttl: 300 });

    await eventually(async () => expect(await cache.get("short")).toBeUndefined());
    expect(await cache.get("long")).toBe("value");
  });

  it("when it is deleted, also twice, then it is gone", async () => {
    await cache.set("key", "value");
    await cache.delete("key");
    await cache.delete("key");

    expect(await cache.get("key")).toBeUndefined();
  });

  it("when a value is larger than an entry may be, then it is not kept, nor what it would replace", async () => {
    await cache.set("key", "value");
    await cache.set("key", "x".repeat(300_000));

    expect(await cache.get("key")).toBeUndefined();
  });
});

describe("a cache in memory", () => {
  it("when there is more than it may hold, then what nobody asked for goes first", async () => {
    const cache = createInMemoryCache();
    const half = "x".repeat(128 * 1_024);
    await cache.set("asked", half);
    await cache.set("not asked", half);
    for (let index = 0; index < 62; index++) {
      await cache.set(`other ${index}`, half);
      await cache.get("asked");
    }

    expect(await cache.get("not asked")).toBeUndefined();
    expect(await cache.get("asked")).toBe(half);
    expect(await cache.get("other 61")).toBe(half);
  });
});

describe("a cache over Redis", () => {
  let wire: TcpProxy;
  let nodes: RedisConnection[];
  const feedId = uniqueName("feed");
  beforeEach(async () => {
    wire = await openTcpProxy(redisUrl());
    nodes = await Promise.all([1, 2].map(() => connectRedis({ url: wire.url, logger: silent })));
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await wire.close();
  });
  const open = (): KeyValueCache[] =>
    nodes.map((node) => createRedisCache({ connection: node, feedId, logger: silent }));

  it("when one node sets something, then another has it; another feed's nodes do not", async () => {
    const [one, other] = open() as [KeyValueCache, KeyValueCache];
    await one.set("key", "value");

    expect(await other.get("key")).toBe("value");
    expect(
      await createRedisCache({ connection, feedId: "another", logger: silent }).get("key"),
    ).toBeUndefined();
  });

  it.each([
    ["away", (): void => wire.refuse()],
    ["silent", (): void => wire.stall()],
  ])("when Redis is %s, then nothing fails, and a node has what it was told itself", async (_how, leave) => {
    const [one, other] = open() as [KeyValueCache, KeyValueCache];
    await one.set("before", "value");
    leave();

    await one.set("key", "value");
    await one.delete("before");

    expect([await one.get("key"), await one.get("before")]).toEqual(["value", undefined]);
    expect(await other.get("key")).toBeUndefined();
    wire.flow();
    wire.accept();
    await eventually(async () => {
      await one.set("again", "value");
      expect(await other.get("again")).toBe("value");
    });
  });
});
