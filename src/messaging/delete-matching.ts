import type { Redis } from "ioredis";

/** Keys that Redis looks at before it lets others come between. */
const LOOKED_AT_AT_ONCE = 1_000;

/**
 * Deletes the keys that match the glob pattern, by SCAN, so that Redis goes on serving others. Keys that come
 * meanwhile may stay.
 *
 * @returns how many were deleted.
 */
export async function deleteMatching(redis: Redis, pattern: string, signal: AbortSignal): Promise<number> {
  let deleted = 0;
  let cursor = "0";
  do {
    signal.throwIfAborted();
    const [next, keys] = await redis.scan(cursor, "MATCH", pattern, "COUNT", LOOKED_AT_AT_ONCE);
    if (keys.length > 0) deleted += await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== "0");
  return deleted;
}
