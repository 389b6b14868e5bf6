import { createInMemoryAvailability } from "../../src/messaging/in-memory-availability.js";
import { createRedisAvailability } from "../../src/messaging/redis-availability.js";
import { connectRedis } from "../../src/messaging/redis-connection.js";
import type { Item } from "../../src/domain/model.js";
import type { Logger } from "../../src/lib/logger.js";
import type { AvailabilityCache } from "../../src/ports/availability-cache.js";
import { itemOf, level, MAIN } from "../support/stock.js";
import { uniqueName } from "../support/services.js";
import { silent } from "./durable-sinks.js";

export interface CacheRig {
  readonly cache: AvailabilityCache;
  close(): Promise<void>;
}

interface RedisRigOptions {
  readonly url: string;
  readonly feedId?: string;
  readonly ttlMs?: number;
  readonly logger?: Logger;
}

export async function openRedisCache(options: RedisRigOptions): Promise<CacheRig> {
  const { url, feedId = uniqueName("feed"), ttlMs = 60_000, logger = silent } = options;
  const connection = await connectRedis({ url, logger });
  return { cache: createRedisAvailability({ connection, feedId, ttlMs, logger }), close: connection.close };
}

export async function openMemoryCache({ ttlMs = 60_000 } = {}): Promise<CacheRig> {
  return { cache: createInMemoryAvailability({ ttlMs }), close: async () => undefined };
}

/** As the database has it at version `version`: so much of it is there. */
export function itemAt(id: string, version: number, changes: Partial<Item> = {}): Item {
  return itemOf(id, [level(id, MAIN, { quantity: 100 + version, reserved: version })], {
    version,
    ...changes,
  });
}

/** When the cache was asked; fails when it does not answer. */
export async function askedAt(cache: AvailabilityCache): Promise<number> {
  const { askedAt: moment } = await cache.lookUp(["any"]);
  if (moment === null) throw new Error("The cache is away");
  return moment;
}

export async function versionIn(cache: AvailabilityCache, id: string): Promise<number | null> {
  const { items } = await cache.lookUp([id]);
  return items[0]?.version ?? null;
}
