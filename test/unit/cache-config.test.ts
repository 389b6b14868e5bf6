import { expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";

const REDIS_URL = "redis://127.0.0.1";

it("when nothing is said, then nothing is cached, and nobody's keys are deleted", () => {
  expect(readConfig({ REDIS_URL })).toMatchObject({ availabilityCache: { kind: "off" }, invalidation: null });
});

it("when a cache is asked for, then it is in Redis, or in this process, for so long", () => {
  const { availabilityCache } = readConfig({ REDIS_URL, AVAILABILITY_CACHE: "redis" });
  expect(availabilityCache).toEqual({ kind: "redis", ttlMs: 30_000 });

  const own = { AVAILABILITY_CACHE: "memory", AVAILABILITY_CACHE_TTL_SECONDS: "5" };
  expect(readConfig(own).availabilityCache).toEqual({ kind: "memory", ttlMs: 5_000 });
});

it("when others' keys are to be deleted, then those of the sync document, on our Redis, unless it is said", () => {
  expect(readConfig({ REDIS_URL, CACHE_INVALIDATION: "true" }).invalidation).toEqual({
    url: REDIS_URL,
    keys: ["product:{productId}"],
    patterns: ["products:list:*", "products:filter:*"],
  });
  const said = {
    CACHE_INVALIDATION: "true",
    CACHE_INVALIDATION_URL: "rediss://cache.example",
    CACHE_INVALIDATION_KEYS: "shop:p:{productId}, shop:{productId}:page",
    CACHE_INVALIDATION_PATTERNS: "none",
  };
  expect(readConfig(said).invalidation).toEqual({
    url: "rediss://cache.example",
    keys: ["shop:p:{productId}", "shop:{productId}:page"],
    patterns: [],
  });
});

const on = { REDIS_URL, CACHE_INVALIDATION: "true" };

it.each([
  [{ AVAILABILITY_CACHE: "redis" }, "AVAILABILITY_CACHE is redis, but REDIS_URL is not set."],
  [
    { REDIS_URL, AVAILABILITY_CACHE: "memory" },
    "AVAILABILITY_CACHE is memory, which one process alone can have",
  ],
  [{ AVAILABILITY_CACHE: "yes" }, "AVAILABILITY_CACHE must be one of off, redis, memory"],
  [
    { AVAILABILITY_CACHE_TTL_SECONDS: "5" },
    "AVAILABILITY_CACHE_TTL_SECONDS is set, but AVAILABILITY_CACHE is off.",
  ],
  [{ CACHE_INVALIDATION: "true" }, "CACHE_INVALIDATION needs CACHE_INVALIDATION_URL or REDIS_URL"],
  [
    { CACHE_INVALIDATION_KEYS: "a:{productId}" },
    "CACHE_INVALIDATION_KEYS is set, but CACHE_INVALIDATION is not true.",
  ],
  [
    { ...on, CACHE_INVALIDATION_URL: "http://a" },
    "CACHE_INVALIDATION_URL must be an address that begins with redis:",
  ],
  [{ ...on, CACHE_INVALIDATION_KEYS: "product" }, 'CACHE_INVALIDATION_KEYS has "product"'],
  [{ ...on, CACHE_INVALIDATION_KEYS: "{productId}" }, 'CACHE_INVALIDATION_KEYS has "{productId}"'],
  [
    { ...on, CACHE_INVALIDATION_KEYS: "inventory:item:{productId}" },
    'CACHE_INVALIDATION_KEYS has "inventory:item',
  ],
  [{ ...on, CACHE_INVALIDATION_PATTERNS: "*" }, 'CACHE_INVALIDATION_PATTERNS has "*"'],
  [{ ...on, CACHE_INVALIDATION_PATTERNS: "a:*,inv*" }, 'CACHE_INVALIDATION_PATTERNS has "inv*"'],
  [
    { ...on, CACHE_INVALIDATION_PATTERNS: "[i]nventory:*" },
    'CACHE_INVALIDATION_PATTERNS has "[i]nventory:*"',
  ],
  [
    { ...on, CACHE_INVALIDATION_PATTERNS: "inventory:rate:*" },
    'CACHE_INVALIDATION_PATTERNS has "inventory:rate:*"',
  ],
  [{ REDIS_URL, EVENT_SINKS: "live,cache" }, "EVENT_SINKS names cache, but CACHE_INVALIDATION is not true."],
  [{ ...on, EVENT_SINKS: "live" }, "CACHE_INVALIDATION is true, but EVENT_SINKS leaves cache out."],
  [{ ...on, EVENT_DIALECTS: "cache=lomash" }, 'EVENT_DIALECTS names the sink "cache"; known are rabbitmq.'],
])("when %j is set, then the start stops with one line", (variables, told) => {
  expect(() => readConfig(variables)).toThrow(told);
});
