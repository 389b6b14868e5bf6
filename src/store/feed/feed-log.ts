import type pg from "pg";
import type { FeedLog } from "../../ports/feed-log.js";
import { queryJson } from "../json-query.js";
import { AFTER, FEED_ID, FLOOR, HEAD, PENDING, SEQUENCE } from "./feed-statements.js";
import { ADVANCE, CURSOR, LEASE, TAKE_OVER } from "./lease-statements.js";
import { createOutboxFloor } from "./outbox-floor.js";
import { toFeedEvent, type StoredEvent } from "./stored-event.js";

interface Sequenced {
  newest: number | null;
  rows: StoredEvent[];
}

export function createFeedLog(pool: pg.Pool): FeedLog {
  const floor = createOutboxFloor();

  async function sequence(epoch: number, limit: number): Promise<Sequenced | null> {
    const values = [epoch, limit, floor.current()];
    try {
      return await queryJson<Sequenced | null>(pool, SEQUENCE, values);
    } catch (error) {
      if (!isDayMissing(error)) throw error;
      await pool.query(
        "SELECT create_feed_day(greatest(max(day), (now() AT TIME ZONE 'UTC')::date)) FROM feed_day",
      );
      return queryJson(pool, SEQUENCE, values);
    }
  }

  return {
    feedId: () => queryJson(pool, FEED_ID, []),
    head: () => queryJson(pool, HEAD, []),
    floor: () => queryJson(pool, FLOOR, []),
    after: async (position, limit) =>
      (await queryJson<StoredEvent[]>(pool, AFTER, [position, limit])).map(toFeedEvent),
    lease: (name, holder, ttlMs) => queryJson(pool, LEASE, [name, holder, ttlMs]),
    async release(name, holder) {
      await pool.query("UPDATE lease SET expires_at = '-infinity' WHERE name = $1 AND holder = $2", [
        name,
        holder,
      ]);
    },
    async takeOver(epoch) {
      // One after the other: what an earlier epoch had under way is waited for, and then seen.
      const taken = await queryJson<boolean>(pool, TAKE_OVER, [epoch]);
      return taken ? queryJson(pool, HEAD, []) : null;
    },
    pending: () => queryJson(pool, PENDING, []),
    async sequence(epoch, limit) {
      const answer = await sequence(epoch, limit);
      if (answer === null) return null;
      if (answer.newest !== null) floor.passed(answer.newest);
      return answer.rows.map(toFeedEvent);
    },
    cursor: (sink, start) => queryJson(pool, CURSOR, [sink, start]),
    advance: (sink, position, epoch) => queryJson(pool, ADVANCE, [sink, position, epoch]),
  };
}

/** Nobody has made the partition of a day that has begun. */
function isDayMissing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "23514" && message?.includes("no partition") === true;
}
