import type { Bucket, BucketOf, WatchedRateLimiter } from "../ports/rate-limiter.js";
import { afterTaking, allowanceOf, checkedPoints, UNLIMITED } from "./rate-bucket.js";
import { RateTally } from "./rate-tally.js";

/** Clients beyond so many push out the one that asked longest ago: it begins with a full bucket again. */
const MOST_CLIENTS = 10_000;

const nowMicros = (): number => performance.now() * 1_000;

/** The buckets of one process, by the moment at which each is full again. */
export class LocalBuckets {
  readonly #fullAt = new Map<string, number>();

  get size(): number {
    return this.#fullAt.size;
  }

  /** Microseconds until it is full. */
  owedTo(client: string): number {
    return Math.max(0, (this.#fullAt.get(client) ?? 0) - nowMicros());
  }

  /** As it was counted elsewhere. */
  set(client: string, owed: number): void {
    // Behind all others, as the one that asked last.
    this.#fullAt.delete(client);
    this.#fullAt.set(client, nowMicros() + owed);
    if (this.#fullAt.size <= MOST_CLIENTS) return;
    for (const oldest of this.#fullAt.keys()) return void this.#fullAt.delete(oldest);
  }

  /** @returns what was owed before. */
  take(client: string, points: number, bucket: Bucket): number {
    const before = this.owedTo(client);
    this.set(client, afterTaking(before, points, bucket) ?? before);
    return before;
  }
}

export function createInMemoryRates(bucketOf: BucketOf): WatchedRateLimiter {
  const buckets = new LocalBuckets();
  const tally = new RateTally();
  return {
    async take(client, points) {
      checkedPoints(points);
      const bucket = bucketOf(client);
      if (bucket === null) return tally.count(points, UNLIMITED);
      return tally.count(points, allowanceOf(buckets.take(client, points, bucket), points, bucket));
    },
    figures: () => ({ granted: tally.granted, refused: tally.refused, alone: false }),
  };
}
