import type { JsonStatement } from "../json-query.js";

const TODAY = "(clock_timestamp() AT TIME ZONE 'UTC')::date";

/** The day that holds the event after `position`; the oldest one, when that event is gone. */
const dayOfNext = (position: string): string =>
  `coalesce((SELECT max(day) FROM feed_day WHERE first_position <= ${position} + 1), (SELECT min(day) FROM feed_day))`;

export const PREPARE = `SELECT create_feed_day(${TODAY} + ahead) FROM generate_series(0, 3) AS ahead`;

// One that still gets something is not dead, only late: after a long stop of everything, for instance.
export const DETACH: JsonStatement = {
  name: "detach_sinks",
  text: `WITH detached AS (
           UPDATE sink_cursor s SET state = 'DETACHED', last_error_at = clock_timestamp(),
             last_error = format('it was further behind than %s days', $1::int)
           WHERE state <> 'DETACHED' AND name <> ALL ($2::text[])
             AND updated_at < clock_timestamp() - interval '10 minutes' AND (
             SELECT f.occurred_at FROM feed f
             WHERE f.day >= ${dayOfNext("s.position")} AND f.position > s.position
             ORDER BY f.day, f.position LIMIT 1) < clock_timestamp() - $1::int * interval '1 day'
           RETURNING name, position)
         SELECT coalesce(json_agg(json_build_object('name', name, 'position', position)), '[]')::text AS json
         FROM detached`,
};

// The rows of feed_day go first: from then on nobody is told that he can resume there. A replay that no relay has
// touched for so long is one to a sink that is not served any more: it must not hold the feed for ever.
export const FORGET: JsonStatement = {
  name: "forget_days",
  text: `WITH held AS (
           SELECT position FROM sink_cursor WHERE state <> 'DETACHED' AND name <> ALL ($2::text[])
           UNION ALL SELECT position FROM replay
             WHERE state = 'RUNNING' AND updated_at > clock_timestamp() - greatest($1::int, 7) * interval '1 day'
           UNION ALL SELECT feed_position() - 1
         ), needed AS (SELECT min(position) AS position FROM held
         ), forgotten AS (
           DELETE FROM feed_day
           WHERE day < ${TODAY} - $1::int AND day < ${dayOfNext("(SELECT position FROM needed)")}
           RETURNING day)
         SELECT coalesce(json_agg(day ORDER BY day), '[]')::text AS json FROM forgotten`,
};

// Before the oldest day that counts, and long enough ago that no clock makes it the day of a move
// under way. One whose detaching was interrupted comes first: there can be only one such.
export const NEXT_TO_DROP: JsonStatement = {
  name: "next_partition_to_drop",
  text: `SELECT coalesce((
           SELECT json_build_object('name', c.relname, 'attached', i.inhrelid IS NOT NULL,
             'interrupted', coalesce(i.inhdetachpending, false))
           FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
           WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'feed'::regclass)
             AND c.relkind = 'r' AND c.relname ~ '^feed_[0-9]{8}$'
             AND to_date(substr(c.relname, 6), 'YYYYMMDD')
               < least((SELECT min(day) FROM feed_day), ${TODAY} - 1)
           ORDER BY i.inhdetachpending DESC NULLS LAST, c.relname LIMIT 1)::text, 'null') AS json`,
};

// `$1` days, how many are enough at once `$2`. The clock by a subquery: volatile as it is, no index would be
// searched by it, but read from end to end every minute.
const cleaning = (table: string, { column, where }: { column: string; where: string }): JsonStatement => ({
  name: `clean_${table}`,
  text: `WITH gone AS (
           DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM ${table}
             WHERE ${column} < (SELECT clock_timestamp() - $1::int * interval '1 day') AND ${where}
             ORDER BY ${column} LIMIT $2 FOR UPDATE SKIP LOCKED))
           RETURNING ${column})
         SELECT count(*)::text AS json FROM gone`,
});

export const CLEANING_LETTERS = cleaning("dead_letter", {
  column: "settled_at",
  where: "settled_at IS NOT NULL",
});

export const CLEANING: readonly JsonStatement[] = [
  cleaning("sink_failure", { column: "settled_at", where: "settled_at IS NOT NULL" }),
  cleaning("replay", { column: "updated_at", where: "state <> 'RUNNING'" }),
];
