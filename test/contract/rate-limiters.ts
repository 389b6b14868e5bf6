import { createInMemoryRates } from "../../src/messaging/in-memory-rates.js";
import { connectRedis } from "../../src/messaging/redis-connection.js";
import { createRedisRates, type RedisRatesOptions } from "../../src/messaging/redis-rates.js";
import type { Bucket, BucketOf, WatchedRateLimiter } from "../../src/ports/rate-limiter.js";
import { redisUrl } from "../support/services.js";
import { silent } from "./durable-sinks.js";

export interface RateLimiterRig {
  readonly rates: WatchedRateLimiter;
  close(): Promise<void>;
}

export interface RedisRates extends Omit<RedisRatesOptions, "connection"> {
  readonly url: string;
}

export async function openRedisRates({ url, ...options }: RedisRates): Promise<RateLimiterRig> {
  const connection = await connectRedis({ url, logger: silent });
  const rates = createRedisRates({ ...options, connection });
  return { rates, close: connection.close };
}

export const rateLimiters: readonly [
  string,
  (feedId: string, bucketOf: BucketOf) => Promise<RateLimiterRig>,
][] = [
  ["Redis", (feedId, bucketOf) => openRedisRates({ feedId, bucketOf, url: redisUrl(), logger: silent })],
  [
    "memory",
    async (_feedId, bucketOf) => ({ rates: createInMemoryRates(bucketOf), close: async () => undefined }),
  ],
];

/** What comes back while a test runs is less than a point. */
export const SLOW: Bucket = { pointsPerSecond: 0.001, burst: 100 };
