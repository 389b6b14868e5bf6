import type pg from "pg";
import { isUuid } from "../../domain/validate.js";
import type { FailedEvent, FailedEvents, Settled } from "../../ports/failed-events.js";
import { queryJson, writeJson, type JsonStatement } from "../json-query.js";
import { and, pageOf, Parameters, prepared } from "../reader/shapes.js";
import { ms } from "../rows/moments.js";
import { fromEventInRow, type EventInRow, type FromStored } from "./stored-event.js";

type FailedRow = [
  sink: string,
  event: EventInRow,
  attempts: number,
  lastError: string,
  parkedAt: number,
  heldBehind: number,
];

const MOST_COUNTED = 10_000;
const LATEST_FIRST = "f.parked_at DESC, f.sink DESC, f.position DESC";

/** By the index over what is open. */
const HELD_BEHIND = `(SELECT count(*) FROM (
  SELECT FROM sink_failure h WHERE h.sink = f.sink AND h.key = f.key AND h.position > f.position AND h.state = 'HELD'
  AND h.state IN ('RETRYING', 'PARKED', 'HELD') LIMIT ${MOST_COUNTED}) h)`;

const FAILED_JSON = `json_build_array(f.sink, f.event, f.attempts, f.last_error, ${ms("f.parked_at")}, ${HELD_BEHIND})`;

const PARKED_AT: JsonStatement = {
  name: "parked_at",
  text: `SELECT coalesce(json_agg(sink ORDER BY sink), '[]')::text AS json
         FROM sink_failure WHERE event_id = $1::uuid AND state = 'PARKED'`,
};

/** The state it was in, if that was none of those that `change` takes. */
const settling = (name: string, change: string): JsonStatement => ({
  name,
  text: `WITH done AS (UPDATE sink_failure f SET ${change} RETURNING 1)
         SELECT to_json(CASE WHEN EXISTS (SELECT FROM done) THEN 'DONE' ELSE (
           SELECT state FROM sink_failure WHERE sink = $1 AND event_id = $2::uuid LIMIT 1) END)::text AS json`,
});

// Who asked for a retry stands on the row until somebody settles it; `parked_at` stays, by
// which the relay keeps the row once it is delivered.
const RETRY = settling(
  "retry_failed",
  `state = 'RETRYING', attempts = 0, next_attempt_at = clock_timestamp(), settled_by = $3, note = $4
   WHERE sink = $1 AND event_id = $2::uuid AND state = 'PARKED'`,
);

const RESOLVE = settling(
  "resolve_failed",
  `state = 'RESOLVED', next_attempt_at = NULL, settled_at = clock_timestamp(), settled_by = $3, note = $4
   WHERE sink = $1 AND event_id = $2::uuid AND state IN ('PARKED', 'RETRYING')`,
);

export function createFailedEvents(pool: pg.Pool, stored: FromStored): FailedEvents {
  const settle = async (statement: JsonStatement, values: [string, string, string, string | null]) =>
    isUuid(values[1]) ? writeJson<Settled>(pool, statement, values) : null;

  return {
    async page(sink, { first, after }) {
      const parameters = new Parameters();
      const all = parked(sink, parameters);
      if (after) {
        const key = [
          parameters.addMoment(after.parkedAt),
          parameters.add(after.sink, "text"),
          parameters.add(after.position, "bigint"),
        ];
        all.push(`(f.parked_at, f.sink, f.position) < (${key.join(", ")})`);
      }
      const text = `
        SELECT coalesce(json_agg(${FAILED_JSON} ORDER BY ${LATEST_FIRST}), '[]')::text AS json
        FROM (SELECT * FROM sink_failure f WHERE true ${and(all)}
              ORDER BY ${LATEST_FIRST} LIMIT ${parameters.add(first + 1, "int")}) f`;
      const rows = await queryJson<FailedRow[]>(pool, prepared("failed_events", text), parameters.values);
      return pageOf(rows, first, (row) => toFailedEvent(row, stored));
    },

    async count(sink) {
      const parameters = new Parameters();
      const text = `SELECT count(*)::text AS json FROM sink_failure f WHERE true ${and(parked(sink, parameters))}`;
      return queryJson(pool, prepared("count_failed", text), parameters.values);
    },

    parkedAt: async (eventId) => (isUuid(eventId) ? queryJson(pool, PARKED_AT, [eventId]) : []),
    retry: ({ sink, eventId }, { by, note }) => settle(RETRY, [sink, eventId, by, note]),
    resolve: ({ sink, eventId }, { by, note }) => settle(RESOLVE, [sink, eventId, by, note]),
  };
}

function parked(sink: string | null, parameters: Parameters): string[] {
  return ["f.state = 'PARKED'", ...(sink === null ? [] : [`f.sink = ${parameters.add(sink, "text")}`])];
}

function toFailedEvent(row: FailedRow, stored: FromStored): FailedEvent {
  return {
    sink: row[0],
    event: fromEventInRow(row[1], stored),
    attempts: row[2],
    lastError: row[3],
    parkedAt: row[4],
    heldBehind: row[5],
  };
}
