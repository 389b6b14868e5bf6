import type { Redis } from "ioredis";
import type { Item } from "../domain/model.js";
import type { Logger } from "../lib/logger.js";
import type { AvailabilityCache, ItemVersions } from "../ports/availability-cache.js";
import { defineAvailabilityScripts, keepItems, markItems, type Keeping } from "./availability-scripts.js";
import { FORMAT, keptIn, textOf, type KeptItem } from "./availability-text.js";
import { LeastVersions } from "./least-versions.js";
import type { RedisConnection } from "./redis-connection.js";
import { openSoonRedis } from "./redis-soon.js";

export interface RedisAvailabilityOptions {
  readonly connection: Pick<RedisConnection, "redis" | "fault">;
  readonly feedId: string;
  /** No entry is older. */
  readonly ttlMs: number;
  readonly logger: Logger;
}

/** What was read longer ago is not kept; a change that came between is remembered for as long. */
const KEEP_WITHIN_MS = 5_000;
/** Clocks of two machines do not go alike. */
const SLACK_MS = 1_000;
/** Of one script, which holds everybody up. */
const MOST_MARKED_AT_ONCE = 1_000;
/** More than wait are not told: entries end by themselves. */
const MOST_WAITING = 50_000;

/** Shared by all nodes on one feed; while Redis is away there is nothing in it. */
export function createRedisAvailability(options: RedisAvailabilityOptions): AvailabilityCache {
  const { connection, feedId, ttlMs, logger } = options;
  defineAvailabilityScripts(connection.redis);
  const loss = "Redis does not answer: until it does, what is available is read from the database";
  const soon = openSoonRedis(connection, { loss, logger });
  const least = new LeastVersions(ttlMs + SLACK_MS);
  const named = (id: string): string => `inventory:item:${feedId}:${FORMAT}:${id}`;
  const unmarked = new Map<string, number>();
  let marking = false;
  /** How often changes were missed, and of how many of those it is known when, by Redis's clock. */
  let misses = 0;
  let settled = 0;
  let trustedAfter = -Infinity;

  function usable(kept: KeptItem | null): Item | null {
    if (kept === null || kept.askedAt <= trustedAfter) return null;
    return kept.item.version >= least.of(kept.item.productVariantId) ? kept.item : null;
  }

  /** What is not told is only known later: by the feed, or when the entry ends. */
  function tell(question: (redis: Redis) => Promise<unknown>): Promise<unknown> {
    return soon
      .ask(question)
      .catch((error: unknown) => logger.debug({ err: error }, "the cache was not told"));
  }

  /** However many changes come while some are on their way, they follow together. */
  async function mark(): Promise<void> {
    marking = true;
    while (unmarked.size > 0) {
      const marks = [...unmarked].slice(0, MOST_MARKED_AT_ONCE);
      for (const [id] of marks) unmarked.delete(id);
      const keyed = marks.map(([id, version]) => [named(id), version] as const);
      await tell((redis) => markItems(redis, keyed, KEEP_WITHIN_MS + SLACK_MS));
    }
    marking = false;
  }

  function changedHere(versions: ItemVersions): void {
    if (unmarked.size > MOST_WAITING) return;
    for (const [id, version] of versions) unmarked.set(id, Math.max(version, unmarked.get(id) ?? 0));
    if (!marking) void mark();
  }

  return {
    async lookUp(ids) {
      const nothing = { items: ids.map(() => null), askedAt: null };
      if (least.incomplete || ids.length === 0) return nothing;
      const noticed = misses;
      try {
        const { askedAt, texts } = await soon.ask((redis) => ask(redis, ids.map(named)));
        if (noticed > settled) {
          settled = noticed;
          trustedAfter = Math.max(trustedAfter, askedAt);
        }
        return { items: keptIn(texts).map(usable), askedAt };
      } catch {
        // Logged where it was noticed, once an outage.
        return nothing;
      }
    },
    keep({ now, items }, askedAt) {
      const keepings = items.flatMap((item): Keeping[] => {
        // Expired, but not booked: the next to expire is not known.
        if (item === null || (item.nextExpiry !== null && item.nextExpiry <= now)) return [];
        if (item.version < least.of(item.productVariantId)) return [];
        // What is left from before the read until then is not less than from the read itself.
        const life = Math.min(ttlMs, item.nextExpiry === null ? Infinity : item.nextExpiry - now);
        const { version, productVariantId } = item;
        return [
          { key: named(productVariantId), version, text: textOf(item, askedAt), endsAt: askedAt + life },
        ];
      });
      if (keepings.length === 0) return;
      void tell((redis) => keepItems(redis, keepings, { askedAt, withinMs: KEEP_WITHIN_MS }));
    },
    changed(versions, here) {
      least.note(versions);
      if (here) changedHere(versions);
    },
    missed: () => void (misses += 1),
    fault: () => (soon.away() ? (connection.fault() ?? "Redis does not answer in time.") : null),
  };
}

/** The time is told before anything is looked at. */
async function ask(redis: Redis, keys: string[]) {
  const answers = await redis.pipeline().time().mget(keys).exec();
  const [time, texts] = (answers ?? []).map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  const [seconds = 0, micros = 0] = time as [number, number];
  return {
    askedAt: 1_000 * Number(seconds) + Math.floor(Number(micros) / 1_000),
    texts: texts as (string | null)[],
  };
}
