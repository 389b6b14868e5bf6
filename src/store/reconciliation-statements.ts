import type { JsonStatement } from "./json-query.js";
import { ms } from "./rows/moments.js";

/** One whose process has not been heard of for so long was abandoned. */
const ALIVE = "interval '20 seconds'";
/** How long what was found is kept. */
const KEPT = "interval '90 days'";

/** Of a row `r`, by the names of the port's `Reconciliation`. */
const RECONCILIATION_JSON = `json_build_object(
  'id', r.id, 'origin', r.origin, 'slot', ${ms("r.slot")}, 'source', r.source, 'dryRun', r.dry_run,
  'productVariantIds', r.product_variant_ids, 'state', r.state, 'complete', r.complete,
  'figuresFrom', ${ms("r.figures_from")}, 'compared', r.compared, 'agreeing', r.agreeing, 'corrected', r.corrected,
  'remaining', r.remaining, 'lastError', r.last_error, 'requestedBy', r.requested_by,
  'startedAt', ${ms("r.started_at")}, 'endedAt', ${ms("r.ended_at")})`;

const one = (from: string): string =>
  `SELECT coalesce((SELECT ${RECONCILIATION_JSON} FROM ${from})::text, 'null') AS json`;

/** Two old ones each time: more never become too old between two. */
export const TIDY: JsonStatement = {
  name: "tidy_reconciliations",
  text: `WITH gone AS (
      UPDATE reconciliation SET state = 'ABANDONED', ended_at = clock_timestamp(),
        last_error = 'The process that ran it is gone.'
      WHERE state = 'RUNNING' AND expires_at < clock_timestamp() RETURNING id),
    old AS (
      DELETE FROM reconciliation WHERE id IN (
        SELECT id FROM reconciliation WHERE ended_at < now() - ${KEPT} ORDER BY ended_at LIMIT 2) RETURNING id)
    SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM old))::text AS json`,
};

export const BEGIN: JsonStatement = {
  name: "begin_reconciliation",
  text: `WITH r AS (
      INSERT INTO reconciliation (id, origin, slot, source, dry_run, product_variant_ids, requested_by,
        idempotency_key, request_hash, expires_at)
      SELECT $1::uuid, $2, to_timestamp($3::float8 / 1000), $4, $5, $6::text[], $7, $8, $9, clock_timestamp() + ${ALIVE}
      WHERE NOT $10::boolean OR EXISTS (
        SELECT FROM reconciliation WHERE slot = to_timestamp($3::float8 / 1000) AND state = 'ABANDONED')
      ON CONFLICT DO NOTHING RETURNING *)
    ${one("r")}`,
};

export const RUNNING: JsonStatement = {
  name: "running_reconciliation",
  text: one("reconciliation r WHERE r.state = 'RUNNING'"),
};

export const FIND: JsonStatement = {
  name: "find_reconciliation",
  text: one("reconciliation r WHERE r.id = $1::uuid"),
};

export const EARLIER: JsonStatement = {
  name: "earlier_reconciliation",
  text: `SELECT coalesce((SELECT json_build_object('requestHash', r.request_hash, 'reconciliation', ${RECONCILIATION_JSON})
           FROM reconciliation r WHERE r.requested_by = $1 AND r.idempotency_key = $2)::text, 'null') AS json`,
};

/** Their ids rise with time. */
export const PAGE: JsonStatement = {
  name: "reconciliation_page",
  text: `SELECT coalesce(json_agg(${RECONCILIATION_JSON} ORDER BY r.id DESC), '[]')::text AS json
         FROM (SELECT * FROM reconciliation WHERE id < coalesce($1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
               ORDER BY id DESC LIMIT $2) r`,
};

export const COUNT: JsonStatement = {
  name: "count_reconciliations",
  text: "SELECT count(*)::text AS json FROM reconciliation",
};

export const LAST_DONE: JsonStatement = {
  name: "last_done_reconciliation",
  text: `SELECT coalesce((
      SELECT json_build_object('endedAt', ${ms("r.ended_at")}, 'now', ${ms("clock_timestamp()")}, 'remaining', r.remaining)
      FROM reconciliation r WHERE r.state = 'DONE' AND r.product_variant_ids IS NULL
      ORDER BY r.ended_at DESC LIMIT 1)::text, 'null') AS json`,
};

const changed = (name: string, set: string): JsonStatement => ({
  name,
  text: `WITH own AS (
      UPDATE reconciliation SET ${set}, expires_at = clock_timestamp() + ${ALIVE}
      WHERE id = $1::uuid AND state = 'RUNNING' RETURNING 1)
    SELECT (EXISTS (SELECT FROM own))::text AS json`,
});

export const KEEP = changed("keep_reconciliation", "state = state");
export const OPENED = changed("reconciliation_opened", "complete = $2");

export const SAVE: JsonStatement = {
  name: "save_reconciliation",
  text: `WITH own AS (
      UPDATE reconciliation SET compared = $3, agreeing = $4, corrected = $5, remaining = $6,
        expires_at = clock_timestamp() + ${ALIVE}
      WHERE id = $1::uuid AND state = 'RUNNING' RETURNING id),
    stored AS (
      INSERT INTO reconciliation_difference (reconciliation_id, ordinal, source_row, product_variant_id, warehouse,
        figure, booked, delta, outcome, code, message)
      SELECT own.id, d.* FROM own, json_to_recordset($2::json) AS d("ordinal" int, "sourceRow" bigint,
        "productVariantId" text, "warehouse" text, "figure" bigint, "booked" bigint, "delta" bigint, "outcome" text,
        "code" text, "message" text))
    SELECT (EXISTS (SELECT FROM own))::text AS json`,
};

export const END: JsonStatement = {
  name: "end_reconciliation",
  text: `WITH r AS (
      UPDATE reconciliation SET state = $2, last_error = $3, ended_at = clock_timestamp()
      WHERE id = $1::uuid AND state = 'RUNNING' RETURNING *)
    ${one("r")}`,
};

// By `figures_from` the corrections that follow supersede older figures, however they end: it has to be there before them.
export const SEE: JsonStatement = {
  name: "see_reconciled",
  text: `WITH x AS (SELECT * FROM unnest($2::text[], $3::uuid[], $4::float8[]) AS x(variant, warehouse, "from")),
    dated AS (
      UPDATE reconciliation SET figures_from = least(figures_from, (SELECT to_timestamp(min(x."from") / 1000) FROM x))
      WHERE id = $1::uuid),
    new AS (
      INSERT INTO reconciliation_seen (reconciliation_id, product_variant_id, warehouse_id)
      SELECT $1::uuid, x.variant, x.warehouse FROM x
      ON CONFLICT DO NOTHING RETURNING product_variant_id, warehouse_id)
    SELECT coalesce(json_agg(json_build_object('productVariantId', product_variant_id, 'warehouseId', warehouse_id)), '[]')::text
      AS json FROM new`,
};

/** Of those that are over, so many at a time: a statement ends soon. */
export const FORGET: JsonStatement = {
  name: "forget_reconciled",
  text: `WITH over AS (
      SELECT s.ctid FROM reconciliation r
      CROSS JOIN LATERAL (SELECT ctid FROM reconciliation_seen WHERE reconciliation_id = r.id LIMIT 10000) s
      WHERE r.state <> 'RUNNING' LIMIT 10000),
    forgotten AS (DELETE FROM reconciliation_seen WHERE ctid = ANY(ARRAY(SELECT ctid FROM over)) RETURNING 1)
    SELECT count(*)::text AS json FROM forgotten`,
};

const DIFFERENCE_JSON = `json_build_object(
  'ordinal', d.ordinal, 'sourceRow', d.source_row, 'productVariantId', d.product_variant_id, 'warehouse', d.warehouse,
  'figure', d.figure, 'booked', d.booked, 'delta', d.delta, 'outcome', d.outcome, 'code', d.code, 'message', d.message)`;

const differences = (name: string, where: string): JsonStatement => ({
  name,
  text: `SELECT coalesce(json_agg(${DIFFERENCE_JSON} ORDER BY d.ordinal), '[]')::text AS json FROM (
      SELECT * FROM reconciliation_difference WHERE reconciliation_id = $1::uuid AND ordinal > $2${where}
      ORDER BY ordinal LIMIT $3) d`,
});

export const DIFFERENCES = differences("reconciliation_differences", "");
export const DIFFERENCES_BY_OUTCOME = differences("reconciliation_differences_of", " AND outcome = $4");

export const COUNT_DIFFERENCES: JsonStatement = {
  name: "count_reconciliation_differences",
  text: `SELECT count(*)::text AS json FROM reconciliation_difference
         WHERE reconciliation_id = $1::uuid AND ($2::text IS NULL OR outcome = $2)`,
};

export const UNNAMED: JsonStatement = {
  name: "unnamed_levels",
  text: `WITH looked AS (
      SELECT i.product_variant_id FROM reconciliation r CROSS JOIN LATERAL (
        SELECT * FROM inventory WHERE product_variant_id > $2 ORDER BY product_variant_id LIMIT $3) i
      WHERE r.id = $1::uuid),
    unnamed AS (
      SELECT i.product_variant_id, s.warehouse_id, coalesce(s.quantity, 0) AS quantity
      FROM looked JOIN inventory i USING (product_variant_id)
      JOIN reconciliation r ON r.id = $1::uuid
      LEFT JOIN stock_level s ON s.product_variant_id = i.product_variant_id AND s.quantity <> 0
      WHERE i.deleted_at IS NULL AND i.created_at <= coalesce(r.figures_from, r.started_at)
        AND (r.product_variant_ids IS NULL OR i.product_variant_id = ANY(r.product_variant_ids))
        AND NOT EXISTS (
          SELECT FROM reconciliation_seen n
          WHERE n.reconciliation_id = $1::uuid AND n.product_variant_id = i.product_variant_id
            AND (s.warehouse_id IS NULL OR n.warehouse_id = s.warehouse_id)))
    SELECT json_build_object(
      'levels', (SELECT coalesce(json_agg(json_build_object('productVariantId', u.product_variant_id,
        'warehouse', w.code, 'quantity', u.quantity) ORDER BY u.product_variant_id, w.code), '[]')
        FROM unnamed u LEFT JOIN warehouse w ON w.id = u.warehouse_id),
      'last', (SELECT max(product_variant_id) FROM looked))::text AS json`,
};

export const NOW: JsonStatement = {
  name: "database_now",
  text: `SELECT (${ms("clock_timestamp()")})::text AS json`,
};
