import type { JsonStatement } from "../json-query.js";
import { ms } from "../rows/moments.js";

/** Of a row `r`, by the names of the port's `Replay`. */
const REPLAY_JSON = `json_build_object(
  'id', r.id, 'sink', r.sink, 'destination', r.destination, 'throughExchange', r.through_exchange,
  'afterPosition', r.after_position, 'untilPosition', r.until_position, 'since', ${ms("r.since")},
  'types', r.types, 'productVariantIds', r.product_variant_ids, 'eventsPerSecond', r.events_per_second,
  'state', r.state, 'position', r.position, 'sent', r.sent, 'total', r.total, 'lastError', r.last_error,
  'requestedBy', r.requested_by, 'createdAt', ${ms("r.created_at")}, 'updatedAt', ${ms("r.updated_at")})`;

export const CREATE: JsonStatement = {
  name: "create_replay",
  text: `WITH r AS (
      INSERT INTO replay (id, sink, destination, through_exchange, after_position, until_position, since, types,
        product_variant_ids, events_per_second, position, total, requested_by, idempotency_key, request_hash)
      VALUES ($1::uuid, $2, $3, $4, $5::bigint, $6, to_timestamp($7::float8 / 1000), $8::text[], $9::text[], $10, $5, $11, $12,
        $13, $14)
      ON CONFLICT (requested_by, idempotency_key) DO NOTHING RETURNING *)
    SELECT coalesce((SELECT ${REPLAY_JSON} FROM r)::text, 'null') AS json`,
};

export const EARLIER: JsonStatement = {
  name: "earlier_replay",
  text: `SELECT coalesce((SELECT json_build_object('requestHash', r.request_hash, 'replay', ${REPLAY_JSON})
           FROM replay r WHERE r.requested_by = $1 AND r.idempotency_key = $2)::text, 'null') AS json`,
};

export const FIND: JsonStatement = {
  name: "find_replay",
  text: `SELECT coalesce((SELECT ${REPLAY_JSON} FROM replay r WHERE r.id = $1::uuid)::text, 'null') AS json`,
};

/** Their ids rise with time. */
export const PAGE: JsonStatement = {
  name: "replay_page",
  text: `SELECT coalesce(json_agg(${REPLAY_JSON} ORDER BY r.id DESC), '[]')::text AS json
         FROM (SELECT * FROM replay WHERE id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
               ORDER BY id DESC LIMIT $2) r`,
};

export const COUNT: JsonStatement = {
  name: "count_replays",
  text: "SELECT count(*)::text AS json FROM replay",
};

export const CANCEL: JsonStatement = {
  name: "cancel_replay",
  text: `WITH cancelled AS (
      UPDATE replay SET state = 'CANCELLED', updated_at = clock_timestamp()
      WHERE id = $1::uuid AND state = 'RUNNING' RETURNING *)
    SELECT coalesce((SELECT ${REPLAY_JSON} FROM (
      SELECT * FROM cancelled UNION ALL
      SELECT * FROM replay WHERE id = $1::uuid AND NOT EXISTS (SELECT FROM cancelled)) r)::text, 'null') AS json`,
};

export const RUNNING: JsonStatement = {
  name: "running_replays",
  text: `SELECT coalesce(json_agg(${REPLAY_JSON} ORDER BY r.created_at, r.id), '[]')::text AS json
         FROM (SELECT * FROM replay WHERE state = 'RUNNING' AND sink = ANY($1::text[])
               ORDER BY created_at, id LIMIT $2) r`,
};

// Who has lost the lease, or has been told to stop, saves nothing any more.
const OWN = "id = $1::uuid AND state = 'RUNNING' AND epoch <=";

export const ADVANCE: JsonStatement = {
  name: "advance_replay",
  text: `WITH moved AS (
      UPDATE replay SET position = $2, sent = $3, epoch = $4, last_error = NULL, updated_at = clock_timestamp(),
        state = CASE WHEN $2 = until_position THEN 'DONE' ELSE state END
      WHERE ${OWN} $4 RETURNING 1)
    SELECT (EXISTS (SELECT FROM moved))::text AS json`,
};

export const STUMBLED: JsonStatement = {
  name: "replay_stumbled",
  text: `WITH told AS (
      UPDATE replay SET last_error = $2, epoch = $3, updated_at = clock_timestamp() WHERE ${OWN} $3 RETURNING 1)
    SELECT (EXISTS (SELECT FROM told))::text AS json`,
};

export const FAIL: JsonStatement = {
  name: "fail_replay",
  text: `WITH failed AS (
      UPDATE replay SET state = 'FAILED', position = $2, sent = $3, last_error = $4, epoch = $5,
        updated_at = clock_timestamp()
      WHERE ${OWN} $5 RETURNING 1)
    SELECT (EXISTS (SELECT FROM failed))::text AS json`,
};
