import type pg from "pg";
import type { Gauges } from "../ports/gauges.js";
import { ABOVE_OUTBOX_FLOOR, dayAfter } from "./feed/feed-statements.js";
import { queryJson, type JsonStatement } from "./json-query.js";

export function createGauges(pool: pg.Pool): Gauges {
  return {
    pipeline: () => queryJson(pool, PIPELINE, []),
    outOfStock: () => queryJson(pool, OUT_OF_STOCK, []),
  };
}

const OUT_OF_STOCK: JsonStatement = {
  name: "out_of_stock",
  text: `SELECT count(*)::text AS json FROM inventory WHERE status = 'OUT_OF_STOCK' AND deleted_at IS NULL`,
};

/** Milliseconds since the moment, by the database's clock. */
const age = (moment: string): string =>
  `greatest(0, round(extract(epoch FROM clock_timestamp() - ${moment}) * 1000))`;

const OUTBOX = `json_build_object(
  'events', (SELECT count(*) FROM (SELECT FROM outbox WHERE ${ABOVE_OUTBOX_FLOOR} LIMIT 100000) o),
  'oldestMs', coalesce((SELECT ${age("occurred_at")} FROM outbox WHERE ${ABOVE_OUTBOX_FLOOR} ORDER BY seq LIMIT 1), 0))`;

/** The newest day that has events is kept, however long nothing has happened since. */
const DAYS = `json_build_object(
  'ahead', (SELECT count(*) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
            WHERE i.inhparent = 'feed'::regclass
              AND p.relname > 'feed_' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD')),
  'oldest', coalesce((clock_timestamp() AT TIME ZONE 'UTC')::date - (
    SELECT min(day) FROM feed_day WHERE day < (SELECT max(day) FROM feed_day)), 0))`;

/** Of sink `c`: its failures in that state. */
const open = (state: string): string => `'${state}', (SELECT count(*) FROM (
  SELECT FROM sink_failure f WHERE f.sink = c.name AND f.state = '${state}'
    AND f.state IN ('RETRYING', 'PARKED', 'HELD') LIMIT 10000) f)`;

const SINKS = `(SELECT coalesce(json_agg(json_build_object(
    'name', c.name, 'state', c.state, 'lagEvents', greatest(0, h.position - c.position),
    'lagMs', coalesce(CASE WHEN c.position < h.position THEN (
      SELECT ${age("occurred_at")} FROM feed
      WHERE day >= ${dayAfter("c.position")} AND feed.position > c.position
      ORDER BY day, feed.position LIMIT 1) END, 0),
    'open', json_build_object(${["RETRYING", "PARKED", "HELD"].map(open).join(", ")})) ORDER BY c.name), '[]')
  FROM sink_cursor c)`;

const REPLAYS = `(SELECT coalesce(json_agg(json_build_object('id', id, 'sink', sink,
    'done', round((position - after_position)::numeric / greatest(1, until_position - after_position), 9))), '[]')
  FROM (SELECT * FROM replay WHERE state = 'RUNNING' ORDER BY created_at LIMIT 20) r)`;

const inState = (state: string): string => `'${state}', (SELECT count(*) FROM (
  SELECT FROM dead_letter d WHERE d.source = s.source AND d.state = '${state}' LIMIT 10000) d)`;

/** The sources one after the other, each by one look into the index, however many letters there are. */
const DEAD_LETTERS = `(WITH RECURSIVE s(source) AS (
    SELECT min(source) FROM dead_letter
    UNION ALL SELECT (SELECT min(d.source) FROM dead_letter d WHERE d.source > s.source) FROM s WHERE s.source IS NOT NULL)
  SELECT coalesce(json_agg(json_build_object('source', s.source, ${["OPEN", "REDRIVING"].map(inState).join(", ")})
    ORDER BY s.source), '[]') FROM s WHERE s.source IS NOT NULL)`;

const PIPELINE: JsonStatement = {
  name: "pipeline_gauges",
  text: `SELECT json_build_object('head', h.position, 'outbox', ${OUTBOX},
           'relayed', EXISTS (SELECT FROM lease WHERE name = 'relay' AND expires_at > clock_timestamp()),
           'days', ${DAYS}, 'sinks', ${SINKS}, 'replays', ${REPLAYS}, 'deadLetters', ${DEAD_LETTERS})::text AS json
         FROM (SELECT feed_position() AS position) h`,
};
