import type { JsonStatement } from "../json-query.js";

// A lease that has run out, or is the holder's own, is taken; the epoch rises unless it is
// only renewed, and above whatever has moved the head, even if the lease's row was lost. Who
// only looks whether it is free writes nothing.
export const LEASE: JsonStatement = {
  name: "lease",
  text: `WITH taken AS (
           INSERT INTO lease AS l (name, holder, epoch, expires_at)
           SELECT $1, $2, epoch + 1, clock_timestamp() + $3::float8 * interval '1 millisecond' FROM feed_head
           WHERE NOT EXISTS (SELECT FROM lease WHERE name = $1 AND holder <> $2 AND expires_at >= clock_timestamp())
           ON CONFLICT (name) DO UPDATE
             SET holder = excluded.holder, expires_at = excluded.expires_at,
                 epoch = CASE WHEN l.holder = excluded.holder AND l.expires_at >= clock_timestamp() THEN l.epoch
                   ELSE greatest(l.epoch + 1, excluded.epoch) END
             WHERE l.holder = excluded.holder OR l.expires_at < clock_timestamp()
           RETURNING epoch)
         SELECT coalesce((SELECT epoch::text FROM taken), 'null') AS json`,
};

export const TAKE_OVER: JsonStatement = {
  name: "take_over_feed",
  text: `WITH taken AS (UPDATE feed_head SET epoch = $1 WHERE epoch <= $1 RETURNING epoch)
         SELECT (EXISTS (SELECT FROM taken))::text AS json`,
};

// A new one begins where the feed does.
export const CURSOR: JsonStatement = {
  name: "sink_cursor",
  text: `WITH made AS (
           INSERT INTO sink_cursor (name, position)
           SELECT $1, greatest($2::bigint, (SELECT first_position - 1 FROM feed_day ORDER BY day LIMIT 1))
           WHERE NOT EXISTS (SELECT FROM sink_cursor WHERE name = $1) ON CONFLICT (name) DO NOTHING RETURNING position)
         SELECT coalesce((SELECT position FROM made), (SELECT position FROM sink_cursor WHERE name = $1))::text AS json`,
};

// Not flushed: a cursor that a crash of the database sets back is only delivered from again.
export const ADVANCE: JsonStatement = {
  name: "advance_sink",
  text: `WITH moved AS (
           UPDATE sink_cursor SET position = greatest(position, $2), epoch = $3, updated_at = clock_timestamp()
           WHERE name = $1 AND epoch <= $3 RETURNING set_config('synchronous_commit', 'off', true))
         SELECT (EXISTS (SELECT FROM moved))::text AS json`,
};
