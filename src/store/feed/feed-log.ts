import type pg from "pg";
import type { FeedLog } from "../../ports/feed-log.js";
import { queryJson } from "../json-query.js";
import { AFTER, FEED_ID, FLOOR, HEAD } from "./feed-statements.js";
import { ADVANCE, CURSOR, LEASE, TAKE_OVER } from "./lease-statements.js";
import { createOutbox } from "./outbox.js";
import { toFeedEvent, type FromStored, type StoredEvent } from "./stored-event.js";

export function createFeedLog(pool: pg.Pool, stored: FromStored): FeedLog {
  const toEvent = (row: StoredEvent) => toFeedEvent(row, stored);
  const outbox = createOutbox(pool);
  return {
    feedId: () => queryJson(pool, FEED_ID, []),
    head: () => queryJson(pool, HEAD, []),
    floor: () => queryJson(pool, FLOOR, []),
    after: async (position, limit) =>
      (await queryJson<StoredEvent[]>(pool, AFTER, [position, limit])).map(toEvent),
    lease: (name, holder, ttlMs) => queryJson(pool, LEASE, [name, holder, ttlMs]),
    async release(name, holder) {
      await pool.query("UPDATE lease SET expires_at = '-infinity' WHERE name = $1 AND holder = $2", [
        name,
        holder,
      ]);
    },
    async takeOver(epoch) {
      // One after the other: what an earlier epoch had under way is waited for, and then seen.
      if (!(await queryJson<boolean>(pool, TAKE_OVER, [epoch]))) return null;
      await outbox.begin();
      return queryJson(pool, HEAD, []);
    },
    sequence: async (epoch, limit) => (await outbox.sequence(epoch, limit))?.map(toEvent) ?? null,
    cursor: (sink, start) => queryJson(pool, CURSOR, [sink, start]),
    advance: (sink, position, epoch) => queryJson(pool, ADVANCE, [sink, position, epoch]),
  };
}
