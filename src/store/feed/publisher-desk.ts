import type pg from "pg";
import type { Attached, PublisherDesk, PublisherStatus } from "../../ports/publisher-desk.js";
import { queryJson, writeJson, type JsonStatement } from "../json-query.js";
import { ABOVE_OUTBOX_FLOOR, dayAfter, FLOOR, HEAD } from "./feed-statements.js";

const INT_MAX = 2_147_483_647;

/** What the sink was not given first: the next of the feed, else what has no position yet. */
const OLDEST = `coalesce(
  (SELECT f.occurred_at FROM feed f WHERE f.day >= ${dayAfter("c.position")} AND f.position > c.position
   ORDER BY f.day, f.position LIMIT 1),
  (SELECT o.occurred_at FROM outbox o WHERE ${ABOVE_OUTBOX_FLOOR} ORDER BY o.seq LIMIT 1))`;

const STATUS: JsonStatement = {
  name: "publisher_status",
  text: `WITH feed_now AS MATERIALIZED (SELECT (${HEAD.text})::bigint AS head)
    SELECT json_build_object(
      'headPosition', head,
      'pending', (SELECT count(*) FROM (SELECT FROM outbox WHERE ${ABOVE_OUTBOX_FLOOR} LIMIT 100000) o),
      'sinks', (SELECT coalesce(json_agg(json_build_object(
          'name', c.name, 'position', c.position, 'state', c.state, 'lastError', c.last_error,
          'lagEvents', least(${INT_MAX}, greatest(0, head - c.position)),
          'lagMs', coalesce(least(${INT_MAX}, greatest(0, round(extract(epoch from clock_timestamp() - ${OLDEST}) * 1000))), 0),
          'parked', (SELECT count(*) FROM (
            SELECT FROM sink_failure p WHERE p.sink = c.name AND p.state = 'PARKED' LIMIT 100000) p)
        ) ORDER BY c.name), '[]') FROM sink_cursor c)
    )::text AS json FROM feed_now`,
};

const ATTACH: JsonStatement = {
  name: "attach_sink",
  text: `WITH before AS MATERIALIZED (
      SELECT name, position, state, (${FLOOR.text})::bigint AS floor FROM sink_cursor WHERE name = $1 FOR UPDATE
    ), attached AS (
      UPDATE sink_cursor c SET state = 'RUNNING', position = greatest(c.position, b.floor), last_error = NULL,
        last_error_at = NULL, updated_at = clock_timestamp()
      FROM before b WHERE c.name = b.name AND b.state = 'DETACHED' RETURNING 1
    )
    SELECT coalesce((SELECT json_build_object('wasDetached', EXISTS (SELECT FROM attached),
      'missedEvents', CASE WHEN EXISTS (SELECT FROM attached) THEN greatest(0, floor - position) ELSE 0 END)
      FROM before)::text, 'null') AS json`,
};

export function createPublisherDesk(pool: pg.Pool): PublisherDesk {
  return {
    status: () => queryJson<PublisherStatus>(pool, STATUS, []),
    attach: (sink) => writeJson<Attached | null>(pool, ATTACH, [sink]),
  };
}
