import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "../lib/logger.js";
import type { Allowance, Bucket, BucketOf, WatchedRateLimiter } from "../ports/rate-limiter.js";
import { LocalBuckets } from "./in-memory-rates.js";
import { afterTaking, allowanceOf, checkedPoints, UNLIMITED } from "./rate-bucket.js";
import { defineTakePoints, takePoints } from "./rate-script.js";
import { RateTally } from "./rate-tally.js";
import type { RedisConnection } from "./redis-connection.js";
import { openSoonRedis } from "./redis-soon.js";

export interface RedisRatesOptions {
  readonly connection: Pick<RedisConnection, "redis" | "fault">;
  readonly feedId: string;
  readonly bucketOf: BucketOf;
  readonly logger: Logger;
}

/** As many as wait are taken at once, up to a script that holds nobody else up. */
const MOST_AT_ONCE = 500;

interface Take {
  readonly points: number;
  readonly answer: (allowance: Allowance) => void;
}

/**
 * One bucket a client for all nodes. Of one client, one question is on its way; those that come meanwhile, or with the
 * first, go together, in order. While Redis is away each node goes on from what it saw last.
 */
export function createRedisRates({
  connection,
  feedId,
  bucketOf,
  logger,
}: RedisRatesOptions): WatchedRateLimiter {
  defineTakePoints(connection.redis);
  const loss = "Redis does not answer: until it does, this node limits the rates of clients by itself";
  const soon = openSoonRedis(connection, { loss, logger });
  const local = new LocalBuckets();
  const tally = new RateTally();
  const keyOf = createKeys(feedId);
  /** Of the clients that are being served: who waits for the next turn. */
  const waiting = new Map<string, Take[]>();

  async function owedBefore(client: string, bucket: Bucket, takes: readonly Take[]): Promise<number> {
    const points = takes.map((take) => take.points);
    try {
      return await soon.ask((redis) => takePoints(redis, keyOf(client), bucket, points));
    } catch {
      // Logged where it was noticed, once an outage.
      return local.owedTo(client);
    }
  }

  async function serve(client: string, bucket: Bucket, first: Take): Promise<void> {
    const line = [first];
    waiting.set(client, line);
    // What has arrived with it is read by then.
    await nextTurn();
    for (let takes = line.splice(0, MOST_AT_ONCE); takes.length > 0; takes = line.splice(0, MOST_AT_ONCE)) {
      let owed = await owedBefore(client, bucket, takes);
      for (const { points, answer } of takes) {
        answer(tally.count(points, allowanceOf(owed, points, bucket)));
        owed = afterTaking(owed, points, bucket) ?? owed;
      }
      local.set(client, owed);
    }
    waiting.delete(client);
  }

  return {
    take: (client, points) =>
      new Promise((answer) => {
        checkedPoints(points);
        const bucket = bucketOf(client);
        if (bucket === null) return answer(tally.count(points, UNLIMITED));
        const line = waiting.get(client);
        if (line) line.push({ points, answer });
        else void serve(client, bucket, { points, answer });
      }),
    figures: () => ({ granted: tally.granted, refused: tally.refused, alone: soon.away() }),
  };
}

/** Of clients that asked lately; more of them are worked out again. */
const MOST_KEYS = 1_000;

/** Names of clients are their own affair: what stands in Redis does not tell them. */
function createKeys(feedId: string): (client: string) => string {
  const known = new Map<string, string>();
  return (client) => {
    let key = known.get(client);
    if (key === undefined) {
      key = `inventory:rate:${feedId}:${createHash("sha256").update(client).digest("base64url")}`;
      if (known.size >= MOST_KEYS) known.clear();
      known.set(client, key);
    }
    return key;
  };
}
