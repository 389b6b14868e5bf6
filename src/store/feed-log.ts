import type pg from "pg";
import type { FeedEvent } from "../domain/events.js";
import type { FeedLog } from "../ports/feed-log.js";
import { queryJson, type JsonStatement } from "./json-query.js";
import { createOutboxFloor } from "./outbox-floor.js";
import { ms } from "./rows.js";

type EventRow = [
  position: number,
  eventId: string,
  type: string,
  aggregateType: string,
  aggregateId: string,
  aggregateVersion: number,
  ordinal: number,
  occurredAt: number,
  correlationId: string,
  causationId: string | null,
  userId: string | null,
  data: unknown,
];

/** Of a row of `event e`, at the position given. */
const eventJson = (position: string): string => `json_build_array(${position}, e.event_id, e.event_type,
  e.aggregate_type, e.aggregate_id, e.aggregate_version, e.ordinal, ${ms("e.occurred_at")}, e.correlation_id,
  e.causation_id, e.user_id, e.data)`;

// Looked up one by one (OFFSET 0 keeps it so): planned while the table was small, a join
// would go on reading all of it until somebody analyses it.
const theEventOf = (place: string): string =>
  `CROSS JOIN LATERAL (SELECT * FROM event WHERE event.seq = ${place}.seq OFFSET 0) e`;

function toFeedEvent(row: EventRow): FeedEvent {
  return {
    position: row[0],
    eventId: row[1],
    type: row[2],
    aggregateType: row[3],
    aggregateId: row[4],
    aggregateVersion: row[5],
    ordinal: row[6],
    occurredAt: row[7],
    correlationId: row[8],
    causationId: row[9],
    userId: row[10],
    data: row[11],
  } as FeedEvent;
}

const HEAD: JsonStatement = { name: "feed_head", text: "SELECT position::text AS json FROM feed_head" };
const FEED_ID: JsonStatement = {
  name: "feed_id",
  text: "SELECT to_json(feed_id)::text AS json FROM feed_head",
};
const FLOOR: JsonStatement = {
  name: "feed_floor",
  text: `SELECT coalesce((SELECT position - 1 FROM feed ORDER BY position LIMIT 1),
                         (SELECT position FROM feed_head))::text AS json`,
};

const AFTER: JsonStatement = {
  name: "feed_after",
  text: `SELECT coalesce(json_agg(${eventJson("f.position")} ORDER BY f.position), '[]')::text AS json
         FROM (SELECT * FROM feed WHERE position > $1 ORDER BY position LIMIT $2) f ${theEventOf("f")}`,
};

// A lease that has run out, or is the holder's own, is taken; the epoch rises unless it is
// only renewed, and above whatever has moved the head, even if the lease's row was lost.
const LEASE: JsonStatement = {
  name: "lease",
  text: `WITH taken AS (
           INSERT INTO lease AS l (name, holder, epoch, expires_at)
           SELECT $1, $2, epoch + 1, clock_timestamp() + $3::float8 * interval '1 millisecond' FROM feed_head
           ON CONFLICT (name) DO UPDATE
             SET holder = excluded.holder, expires_at = excluded.expires_at,
                 epoch = CASE WHEN l.holder = excluded.holder AND l.expires_at >= clock_timestamp() THEN l.epoch
                   ELSE greatest(l.epoch + 1, excluded.epoch) END
             WHERE l.holder = excluded.holder OR l.expires_at < clock_timestamp()
           RETURNING epoch)
         SELECT coalesce((SELECT epoch::text FROM taken), 'null') AS json`,
};

const TAKE_OVER: JsonStatement = {
  name: "take_over_feed",
  text: `WITH taken AS (UPDATE feed_head SET epoch = $1 WHERE epoch <= $1 RETURNING position)
         SELECT coalesce((SELECT position::text FROM taken), 'null') AS json`,
};

const PENDING: JsonStatement = {
  name: "outbox_pending",
  text: "SELECT count(*)::text AS json FROM (SELECT FROM outbox LIMIT 100000) o",
};

// Committed outbox rows, in insertion order, get the next positions. Whoever moves the
// head holds its row's lock, so positions have no holes and follow commits.
const SEQUENCE: JsonStatement = {
  name: "sequence",
  text: `WITH head AS MATERIALIZED (
           SELECT position FROM feed_head WHERE epoch <= $1 FOR UPDATE
         ), taken AS MATERIALIZED (
           DELETE FROM outbox WHERE seq = ANY(ARRAY(
             SELECT seq FROM outbox WHERE EXISTS (SELECT FROM head) AND seq > $3 ORDER BY seq LIMIT $2))
           RETURNING seq
         ), placed AS MATERIALIZED (
           SELECT (SELECT position FROM head) + row_number() OVER (ORDER BY seq) AS position, seq FROM taken
         ), inserted AS (
           INSERT INTO feed (position, seq) SELECT position, seq FROM placed
         ), moved AS (
           UPDATE feed_head SET position = (SELECT max(position) FROM placed), epoch = $1
           WHERE EXISTS (SELECT FROM placed)
         )
         SELECT CASE WHEN EXISTS (SELECT FROM head)
           THEN (SELECT json_build_object('newest', max(p.seq),
                   'rows', coalesce(json_agg(${eventJson("p.position")} ORDER BY p.position), '[]'))
                 FROM placed p ${theEventOf("p")})::text
           ELSE 'null' END AS json`,
};

const CURSOR: JsonStatement = {
  name: "sink_cursor",
  text: `WITH made AS (
           INSERT INTO sink_cursor (name, position) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING position)
         SELECT coalesce((SELECT position FROM made), (SELECT position FROM sink_cursor WHERE name = $1))::text AS json`,
};

// Not flushed: a cursor that a crash of the database sets back is only delivered from again.
const ADVANCE: JsonStatement = {
  name: "advance_sink",
  text: `WITH moved AS (
           UPDATE sink_cursor SET position = greatest(position, $2), epoch = $3, updated_at = clock_timestamp()
           WHERE name = $1 AND epoch <= $3 RETURNING set_config('synchronous_commit', 'off', true))
         SELECT (EXISTS (SELECT FROM moved))::text AS json`,
};

interface Sequenced {
  newest: number | null;
  rows: EventRow[];
}

export function createFeedLog(pool: pg.Pool): FeedLog {
  const floor = createOutboxFloor();
  return {
    feedId: () => queryJson(pool, FEED_ID, []),
    head: () => queryJson(pool, HEAD, []),
    floor: () => queryJson(pool, FLOOR, []),
    after: async (position, limit) =>
      (await queryJson<EventRow[]>(pool, AFTER, [position, limit])).map(toFeedEvent),
    lease: (name, holder, ttlMs) => queryJson(pool, LEASE, [name, holder, ttlMs]),
    async release(name, holder) {
      await pool.query("UPDATE lease SET expires_at = '-infinity' WHERE name = $1 AND holder = $2", [
        name,
        holder,
      ]);
    },
    takeOver: (epoch) => queryJson(pool, TAKE_OVER, [epoch]),
    pending: () => queryJson(pool, PENDING, []),
    async sequence(epoch, limit) {
      const answer = await queryJson<Sequenced | null>(pool, SEQUENCE, [epoch, limit, floor.current()]);
      if (answer === null) return null;
      if (answer.newest !== null) floor.passed(answer.newest);
      return answer.rows.map(toFeedEvent);
    },
    cursor: (sink, start) => queryJson(pool, CURSOR, [sink, start]),
    advance: (sink, position, epoch) => queryJson(pool, ADVANCE, [sink, position, epoch]),
  };
}
