import type { Redis } from "ioredis";
import type { Logger } from "../lib/logger.js";
import type { KeyValueCache } from "../ports/key-value-cache.js";
import { isKept, lifeMs } from "./cache-bounds.js";
import { createInMemoryCache } from "./in-memory-cache.js";
import type { RedisConnection } from "./redis-connection.js";
import { openSoonRedis } from "./redis-soon.js";

export interface RedisCacheOptions {
  readonly connection: Pick<RedisConnection, "redis" | "fault">;
  readonly feedId: string;
  readonly logger: Logger;
}

/** Shared by all nodes; while Redis is away, each has what it was told itself. */
export function createRedisCache({ connection, feedId, logger }: RedisCacheOptions): KeyValueCache {
  const loss = "Redis does not answer: until it does, this node caches by itself";
  const soon = openSoonRedis(connection, { loss, logger });
  const own = createInMemoryCache();
  const named = (key: string): string => `inventory:cache:${feedId}:${key}`;

  /** What Redis is not told is only asked for again. */
  const tell = (question: (redis: Redis) => Promise<unknown>): Promise<unknown> =>
    soon.ask(question).catch((error: unknown) => logger.debug({ err: error }, "the cache was not told"));

  return {
    async get(key) {
      try {
        return (await soon.ask((redis) => redis.get(named(key)))) ?? undefined;
      } catch {
        // Logged where it was noticed, once an outage.
        return own.get(key);
      }
    },
    async set(key, value, options = {}) {
      await own.set(key, value, options);
      if (!isKept(key, value)) return void (await tell((redis) => redis.del(named(key))));
      await tell((redis) => redis.set(named(key), value, "PX", lifeMs(options.ttl)));
    },
    async delete(key) {
      await own.delete(key);
      await tell((redis) => redis.del(named(key)));
    },
  };
}
