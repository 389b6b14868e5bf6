import type { JsonStatement } from "../json-query.js";
import { letterJson } from "./dead-letter-row.js";

/** How long a process has a source that it does not ask about any more. */
const TTL_MS = 15_000;
/** A few: what was sent and not marked when a process ends is sent again. */
const AT_ONCE = 50;
const BYTES_AT_ONCE = 8 * 1024 * 1024;
const UNSETTLED = "state IN ('OPEN', 'REDRIVING')";
const IS_UNSWEPT = "settled_at IS NOT NULL AND swept_at IS NULL";

const IF_DECIDED = (column: string): string =>
  `${column} = CASE WHEN d.state = 'REDRIVING' THEN d.${column} END`;

// A death is known by its moment, which only its own copy says.
export const MEET: JsonStatement = {
  name: "meet_dead_letter",
  text: `WITH met AS (
           INSERT INTO dead_letter AS d (id, source, routing_key, event_id, event_type, correlation_id, reason, attempts,
             content, content_bytes, headers, properties, died_at)
           VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12::jsonb,
             coalesce(to_timestamp($13::float8 / 1000), clock_timestamp()))
           ON CONFLICT (id) DO UPDATE SET
             state = CASE WHEN d.state = 'REDRIVING' THEN d.state ELSE 'OPEN' END,
             died_at = excluded.died_at, reason = excluded.reason, attempts = excluded.attempts,
             headers = excluded.headers, settled_at = NULL, swept_at = NULL,
             ${["settled_by", "note", "idempotency_key"].map(IF_DECIDED).join(", ")}
             WHERE $13::float8 IS NOT NULL AND excluded.died_at > d.died_at
           RETURNING d.state)
         SELECT json_build_object('isNew', EXISTS (SELECT FROM met), 'state', coalesce(
           (SELECT state FROM met), (SELECT state FROM dead_letter WHERE id = $1::uuid), 'OPEN'))::text AS json`,
};

// Whoever has it writes seldom, whoever has it not, not at all. A sum over the letters before each bounds the bytes.
export const TAKE: JsonStatement = {
  name: "take_dead_letters",
  text: `WITH taken AS (
           INSERT INTO lease AS l (name, holder, epoch, expires_at)
           SELECT 'dead-letters:' || $1, $2, 1, clock_timestamp() + ${TTL_MS} * interval '1 millisecond'
           WHERE NOT EXISTS (
             SELECT FROM lease WHERE name = 'dead-letters:' || $1 AND expires_at >= clock_timestamp()
               + CASE WHEN holder = $2 THEN ${TTL_MS / 2} ELSE 0 END * interval '1 millisecond')
           ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, epoch = l.epoch + 1
             WHERE l.holder = excluded.holder OR l.expires_at < clock_timestamp()
           RETURNING 1),
         held AS (SELECT FROM taken UNION ALL SELECT FROM lease
           WHERE name = 'dead-letters:' || $1 AND holder = $2 AND expires_at >= clock_timestamp()),
         due AS (SELECT * FROM (
           SELECT d.*, sum(content_bytes) OVER (ORDER BY died_at, id) - content_bytes AS before FROM (
             SELECT * FROM dead_letter WHERE source = $1 AND state = 'REDRIVING'
             ORDER BY died_at, id LIMIT ${AT_ONCE}) d) d WHERE before < ${BYTES_AT_ONCE})
         SELECT CASE WHEN EXISTS (SELECT FROM held) THEN json_build_object(
           'letters', (SELECT coalesce(json_agg(${letterJson(null)} ORDER BY d.died_at, d.id), '[]') FROM due d),
           'unswept', EXISTS (SELECT FROM dead_letter WHERE source = $1 AND ${IS_UNSWEPT})
         )::text ELSE 'null' END AS json`,
};

export const REDRIVEN: JsonStatement = {
  name: "dead_letters_redriven",
  text: `WITH done AS (
           UPDATE dead_letter SET state = 'REDRIVEN', settled_at = clock_timestamp()
           WHERE id = ANY ($1::uuid[]) AND state = 'REDRIVING' RETURNING 1)
         SELECT count(*)::text AS json FROM done`,
};

export const REOPEN: JsonStatement = {
  name: "reopen_dead_letter",
  text: `WITH done AS (
           UPDATE dead_letter SET state = 'OPEN', settled_by = NULL, note = NULL, idempotency_key = NULL,
             reason = split_part(reason, $3, 1) || $3 || $2
           WHERE id = $1::uuid AND state = 'REDRIVING' RETURNING 1)
         SELECT count(*)::text AS json FROM done`,
};

export const COUNT_UNSETTLED: JsonStatement = {
  name: "count_unsettled_letters",
  text: `SELECT count(*)::text AS json FROM dead_letter WHERE source = $1 AND ${UNSETTLED}`,
};

export const UNSETTLED_OF: JsonStatement = {
  name: "unsettled_letters_of",
  text: `SELECT coalesce(json_agg(id), '[]')::text AS json FROM dead_letter WHERE id = ANY ($1::uuid[]) AND ${UNSETTLED}`,
};

export const UNSWEPT: JsonStatement = {
  name: "unswept_letters",
  text: `SELECT coalesce(json_agg(id), '[]')::text AS json FROM (
           SELECT id FROM dead_letter WHERE source = $1 AND ${IS_UNSWEPT} LIMIT $2) d`,
};

export const SWEPT: JsonStatement = {
  name: "dead_letters_swept",
  text: `WITH done AS (
           UPDATE dead_letter SET swept_at = clock_timestamp() WHERE id = ANY ($1::uuid[]) AND ${IS_UNSWEPT} RETURNING 1)
         SELECT count(*)::text AS json FROM done`,
};

export const RELEASE: JsonStatement = {
  name: "release_dead_letters",
  text: `WITH done AS (
           UPDATE lease SET expires_at = '-infinity' WHERE name = 'dead-letters:' || $1 AND holder = $2 RETURNING 1)
         SELECT (EXISTS (SELECT FROM done))::text AS json`,
};
