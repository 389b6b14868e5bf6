import type { JsonStatement } from "../json-query.js";
import { EVENT_COLUMNS, STORED_EVENT_JSON } from "./stored-event.js";

export const HEAD: JsonStatement = {
  name: "feed_head",
  text: "SELECT feed_position()::text AS json",
};

export const FEED_ID: JsonStatement = {
  name: "feed_id",
  text: "SELECT to_json(feed_id)::text AS json FROM feed_head",
};

export const FLOOR: JsonStatement = {
  name: "feed_floor",
  text: `SELECT coalesce((SELECT first_position - 1 FROM feed_day ORDER BY day LIMIT 1),
                         feed_position())::text AS json`,
};

/** Of `position`: the day to begin to read after it. */
export const dayAfter = (position: string): string =>
  `coalesce((SELECT max(day) FROM feed_day WHERE first_position <= ${position} + 1), '-infinity')`;

export const AFTER: JsonStatement = {
  name: "feed_after",
  text: `SELECT coalesce(json_agg(${STORED_EVENT_JSON} ORDER BY e.position), '[]')::text AS json
         FROM (SELECT * FROM feed WHERE day >= ${dayAfter("$1::bigint")} AND position > $1
               ORDER BY day, position LIMIT $2) e`,
};

/** Of an outbox row: below the floor there may be nothing but dead index entries, millions of them. */
export const ABOVE_OUTBOX_FLOOR = "seq > (SELECT outbox_floor FROM feed_head)";

export const OUTBOX_FLOOR: JsonStatement = {
  name: "outbox_floor",
  text: "SELECT outbox_floor::text AS json FROM feed_head",
};

export const SAVE_OUTBOX_FLOOR: JsonStatement = {
  name: "save_outbox_floor",
  text: `WITH saved AS (UPDATE feed_head SET outbox_floor = $1 WHERE epoch = $2 RETURNING epoch)
         SELECT (EXISTS (SELECT FROM saved))::text AS json`,
};

// Whoever inserts locks the table like this, from before it draws a number until its end.
export const OUTBOX_WRITERS: JsonStatement = {
  name: "outbox_writers",
  text: `SELECT coalesce(json_agg(virtualtransaction), '[]')::text AS json FROM pg_locks
         WHERE locktype = 'relation' AND relation = 'outbox'::regclass AND mode = 'RowExclusiveLock' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

export const OLDEST_IN_OUTBOX: JsonStatement = {
  name: "oldest_in_outbox",
  text: `SELECT coalesce((SELECT seq FROM outbox WHERE seq <= $1 ORDER BY seq LIMIT 1)::text, 'null') AS json`,
};

// Committed outbox rows, in insertion order, get the next positions and move into the feed.
// Whoever moves them holds the feed's lock, so positions have no holes and follow commits; a
// clock that is set back does not take the feed back to a day before.
export const SEQUENCE: JsonStatement = {
  name: "sequence",
  text: `WITH head AS MATERIALIZED (
           SELECT head, greatest(newest_day, (clock_timestamp() AT TIME ZONE 'UTC')::date) AS today FROM lock_feed($1)
         ), taken AS MATERIALIZED (
           DELETE FROM outbox WHERE seq = ANY(ARRAY(
             SELECT seq FROM outbox WHERE EXISTS (SELECT FROM head) AND seq > $3 ORDER BY seq LIMIT $2))
           RETURNING ${EVENT_COLUMNS}
         ), placed AS MATERIALIZED (
           SELECT (SELECT today FROM head) AS day,
             (SELECT head FROM head) + row_number() OVER (ORDER BY seq) AS position, ${EVENT_COLUMNS} FROM taken
         ), inserted AS (
           INSERT INTO feed (day, position, ${EVENT_COLUMNS}) SELECT day, position, ${EVENT_COLUMNS} FROM placed
         ), begun AS (
           INSERT INTO feed_day (day, first_position)
           SELECT today, head + 1 FROM head
           WHERE EXISTS (SELECT FROM placed) AND NOT EXISTS (SELECT FROM feed_day WHERE day = today)
           ON CONFLICT (day) DO NOTHING
         )
         SELECT CASE WHEN EXISTS (SELECT FROM head)
           THEN (SELECT json_build_object('newest', max(e.seq),
                   'rows', coalesce(json_agg(${STORED_EVENT_JSON} ORDER BY e.position), '[]'))
                 FROM placed e)::text
           ELSE 'null' END AS json`,
};
