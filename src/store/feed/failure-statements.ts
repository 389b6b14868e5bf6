import type { JsonStatement } from "../json-query.js";

/** Held until the end of the statement: a later epoch waits for it, or has fenced it out. */
const mine = (lock: "SHARE" | "UPDATE") => `mine AS MATERIALIZED (
           SELECT name, position FROM sink_cursor WHERE name = $1 AND epoch <= $2 FOR ${lock})`;

const AFTER_MS = (ms: string) => `clock_timestamp() + ${ms} * interval '1 millisecond'`;

// Flushed, unlike a cursor's move alone: a relay that outlives a crash of the database counts
// on the rows being there.
export const SET_ASIDE: JsonStatement = {
  name: "set_aside",
  text: `WITH ${mine("UPDATE")}, stored AS (
           INSERT INTO sink_failure (sink, position, key, state, event_id, attempts, next_attempt_at, last_error, event)
           SELECT $1, r.position, r.key, CASE WHEN r.delay IS NULL THEN 'HELD' ELSE 'RETRYING' END, r.event_id,
             CASE WHEN r.delay IS NULL THEN 0 ELSE 1 END, ${AFTER_MS("r.delay")}, r.reason, r.event
           FROM mine, json_to_recordset($4::json)
             AS r(position bigint, key text, event_id uuid, delay float8, reason text, event json)
           WHERE r.position > mine.position
           ON CONFLICT (sink, position) DO NOTHING
         ), moved AS (
           UPDATE sink_cursor c SET position = greatest(c.position, $3), epoch = $2, updated_at = clock_timestamp()
           FROM mine WHERE c.name = mine.name
         )
         SELECT (EXISTS (SELECT FROM mine))::text AS json`,
};

export const CLAIM: JsonStatement = {
  name: "claim_sink",
  text: `WITH claimed AS (UPDATE sink_cursor SET epoch = $2 WHERE name = $1 AND epoch <= $2 RETURNING state)
         SELECT coalesce((SELECT to_json(state) FROM claimed)::text, 'null') AS json`,
};

/** As the partial index has it, so that what is settled is never looked at. */
const OPEN = (parkedHolds: string) =>
  `state IN ('RETRYING', 'PARKED', 'HELD') AND (state <> 'PARKED' OR ${parkedHolds})`;

const HEAD = "key, position, state, next_attempt_at";

// From each key's first row to the next key's: what is held behind it is never read.
export const LOOK: JsonStatement = {
  name: "look_at_failures",
  text: `WITH RECURSIVE head AS (
           (SELECT ${HEAD} FROM sink_failure WHERE sink = $1 AND ${OPEN("$2::boolean")} ORDER BY key, position LIMIT 1)
           UNION ALL
           SELECT n.* FROM head h CROSS JOIN LATERAL (
             SELECT ${HEAD} FROM sink_failure WHERE sink = $1 AND ${OPEN("$2::boolean")} AND key > h.key
             ORDER BY key, position LIMIT 1) n
         )
         SELECT json_build_object(
           'state', (SELECT state FROM sink_cursor WHERE name = $1),
           'heads', (SELECT coalesce(json_agg(json_build_object('key', key, 'position', position, 'state', state,
             'dueInMs', extract(epoch FROM next_attempt_at - clock_timestamp()) * 1000)), '[]') FROM head))::text AS json`,
};

export const OPEN_EVENTS: JsonStatement = {
  name: "open_failures",
  text: `SELECT coalesce(json_agg(json_build_object('event', f.event, 'key', f.key, 'state', f.state,
             'attempts', f.attempts, 'lastError', f.last_error) ORDER BY f.key, f.position), '[]')::text AS json
         FROM unnest($2::text[]) AS k(key) CROSS JOIN LATERAL (
           SELECT * FROM sink_failure WHERE sink = $1 AND sink_failure.key = k.key AND ${OPEN("$4::boolean")}
           ORDER BY position LIMIT $3) f`,
};

export const SETTLE: JsonStatement = {
  name: "settle_failures",
  text: `WITH ${mine("SHARE")}, dropped AS (
           DELETE FROM sink_failure f USING mine
           WHERE f.sink = $1 AND f.position = ANY($3::bigint[]) AND f.state IN ('RETRYING', 'HELD') AND f.parked_at IS NULL
         ), delivered AS (
           UPDATE sink_failure f SET state = 'DELIVERED', settled_at = clock_timestamp(), next_attempt_at = NULL FROM mine
           WHERE f.sink = $1 AND f.position = ANY($3::bigint[]) AND f.state IN ('RETRYING', 'HELD')
             AND f.parked_at IS NOT NULL
         ), refused AS (
           UPDATE sink_failure f SET state = 'RETRYING', attempts = f.attempts + r.counts::int, last_error = r.reason,
             next_attempt_at = ${AFTER_MS("r.delay")}
           FROM mine, json_to_recordset($4::json) AS r(position bigint, counts boolean, reason text, delay float8)
           WHERE f.sink = $1 AND f.position = r.position AND f.state IN ('RETRYING', 'HELD')
         )
         SELECT (EXISTS (SELECT FROM mine))::text AS json`,
};

export const PARK: JsonStatement = {
  name: "park_failure",
  text: `WITH ${mine("SHARE")}, parked AS (
           UPDATE sink_failure f SET state = 'PARKED', parked_at = clock_timestamp(), next_attempt_at = NULL FROM mine
           WHERE f.sink = $1 AND f.position = $3 AND f.state = 'RETRYING'
           RETURNING f.position
         )
         SELECT to_json(CASE WHEN EXISTS (SELECT FROM parked) THEN 'PARKED'
           WHEN EXISTS (SELECT FROM mine) THEN 'GONE' ELSE 'LOST' END)::text AS json`,
};

export const MARK: JsonStatement = {
  name: "mark_sink",
  text: `WITH ${mine("UPDATE")}, marked AS (
           UPDATE sink_cursor c SET state = $3, last_error = coalesce($4, c.last_error),
             last_error_at = CASE WHEN $4 IS NULL THEN c.last_error_at ELSE clock_timestamp() END
           FROM mine WHERE c.name = mine.name AND c.state <> 'DETACHED'
         )
         SELECT (EXISTS (SELECT FROM mine))::text AS json`,
};
