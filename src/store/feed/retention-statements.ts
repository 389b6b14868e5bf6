import type { JsonStatement } from "../json-query.js";

const TODAY = "(clock_timestamp() AT TIME ZONE 'UTC')::date";

/** The day that holds the event after `position`; the oldest one, when that event is gone. */
const dayOfNext = (position: string): string =>
  `coalesce((SELECT max(day) FROM feed_day WHERE first_position <= ${position} + 1), (SELECT min(day) FROM feed_day))`;

export const PREPARE = `SELECT create_feed_day(${TODAY} + ahead) FROM generate_series(0, 3) AS ahead`;

export const DETACH: JsonStatement = {
  name: "detach_sinks",
  text: `WITH detached AS (
           UPDATE sink_cursor s SET state = 'DETACHED', last_error_at = clock_timestamp(),
             last_error = format('it was further behind than %s days', $1::int)
           WHERE state <> 'DETACHED' AND name <> ALL ($2::text[]) AND (
             SELECT f.occurred_at FROM feed f
             WHERE f.day >= ${dayOfNext("s.position")} AND f.position > s.position
             ORDER BY f.day, f.position LIMIT 1) < clock_timestamp() - $1::int * interval '1 day'
           RETURNING name, position)
         SELECT coalesce(json_agg(json_build_object('name', name, 'position', position)), '[]')::text AS json
         FROM detached`,
};

// The rows of feed_day go first: from then on nobody is told that he can resume there.
export const FORGET: JsonStatement = {
  name: "forget_days",
  text: `WITH held AS (
           SELECT position FROM sink_cursor WHERE state <> 'DETACHED' AND name <> ALL ($2::text[])
           UNION ALL SELECT position FROM replay WHERE state = 'RUNNING'
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

/** In the order of time from `$2` on, so that what is deleted already is not passed again. */
const oldest = (options: { table: string; column: string; where: string; before: string }) =>
  `SELECT ctid FROM ${options.table}
   WHERE ${options.column} >= $2 AND ${options.column} < ${options.before} AND ${options.where}
   ORDER BY ${options.column} LIMIT $3 FOR UPDATE SKIP LOCKED`;

const cleaning = (options: Parameters<typeof oldest>[0]): JsonStatement => ({
  name: `clean_${options.table}`,
  text: `WITH gone AS (DELETE FROM ${options.table} WHERE ctid = ANY (ARRAY(${oldest(options)}))
           RETURNING ${options.column} AS at)
         SELECT json_build_object('count', count(*), 'upTo', max(at))::text AS json FROM gone`,
});

const DAYS_AGO = "clock_timestamp() - $1::int * interval '1 day'";

/** `$1` days, `$2` from when on, `$3` how many. */
export const CLEANING: readonly JsonStatement[] = [
  cleaning({
    ...{ table: "sink_failure", column: "settled_at", before: DAYS_AGO },
    where: "settled_at IS NOT NULL",
  }),
  cleaning({ table: "replay", column: "updated_at", before: DAYS_AGO, where: "state <> 'RUNNING'" }),
  cleaning({
    ...{ table: "idempotency_key", column: "created_at", where: "$1::int IS NOT NULL" },
    before: "clock_timestamp() - interval '24 hours'",
  }),
];
