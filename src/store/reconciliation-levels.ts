import type { JsonStatement } from "./json-query.js";

const FROM = 'to_timestamp(f."from" / 1000)';
const UNTIL = 'to_timestamp(f."until" / 1000)';

const newest = (version: string): string => `
  SELECT e.quantity_after, e.occurred_at FROM ledger_entry e
  WHERE e.product_variant_id = f.variant AND e.warehouse_id = f.warehouse AND e.item_version <= ${version}
  ORDER BY e.item_version DESC LIMIT 1`;

/** The item's last version by then, as far as the level can tell: found as `reader/as-of.ts` finds it, by halving. */
const LAST_VERSION = `CROSS JOIN LATERAL (
  WITH RECURSIVE search(by_then, later) AS (
    SELECT 0, coalesce(i.version, 0) + 1
    UNION ALL
    SELECT CASE WHEN e.occurred_at > ${FROM} THEN search.by_then ELSE half.version END,
           CASE WHEN e.occurred_at > ${FROM} THEN half.version ELSE search.later END
    FROM search
    CROSS JOIN LATERAL (SELECT search.by_then + (search.later - search.by_then) / 2 AS version) half
    LEFT JOIN LATERAL (${newest("half.version")}) e ON true
    WHERE search.later - search.by_then > 1
  )
  SELECT max(by_then) AS version FROM search) found`;

/**
 * A reconciliation's own entries move no stock: they put right what is booked. Its row tells them from adjustments that
 * people gave the same reason.
 */
const OWN = `(e.kind = 'ADJUSTMENT' AND coalesce(e.reason = 'reconciliation', false)
              AND EXISTS (SELECT FROM reconciliation r WHERE r.id::text = e.reference))`;

/** Of everything since then; as a rule that is little. */
const SINCE = `CROSS JOIN LATERAL (
  SELECT coalesce(min(x.balance) FILTER (WHERE x.within), t.quantity) AS least,
         coalesce(max(x.balance) FILTER (WHERE x.within), t.quantity) AS most,
         coalesce(bool_or(x.within AND NOT x.own), false) AS moved,
         coalesce(sum(x.quantity_delta) FILTER (WHERE x.own), 0) AS corrected,
         coalesce(bool_or(x.adjusted), false) AS adjusted
  FROM (
    SELECT e.quantity_delta, ${OWN} AS own, e.occurred_at <= ${UNTIL} AS within,
           CASE WHEN ${OWN}
             THEN EXISTS (SELECT FROM reconciliation r WHERE r.id::text = e.reference AND r.figures_from > ${UNTIL})
             ELSE e.kind IN ('ADJUSTMENT', 'CORRECTION') END AS adjusted,
           t.quantity + sum(CASE WHEN ${OWN} THEN 0 ELSE e.quantity_delta END) OVER (ORDER BY e.item_version) AS balance
    FROM ledger_entry e
    WHERE e.product_variant_id = f.variant AND e.warehouse_id = f.warehouse AND e.item_version > found.version
      AND e.quantity_delta <> 0) x) s`;

/** By the names of the domain's `BookedLevel`. */
export const BOOKED: JsonStatement = {
  name: "booked_levels",
  text: `SELECT coalesce(json_agg(CASE WHEN i.id IS NOT NULL THEN json_build_object(
           'version', i.version, 'quantity', t.quantity, 'least', least(s.least, t.quantity),
           'most', greatest(s.most, t.quantity), 'moved', s.moved, 'corrected', s.corrected, 'adjusted', s.adjusted) END
           ORDER BY f.place), '[]')::text AS json
         FROM unnest($1::text[], $2::uuid[], $3::float8[], $4::float8[])
           WITH ORDINALITY AS f(variant, warehouse, "from", "until", place)
         LEFT JOIN inventory i ON i.product_variant_id = f.variant AND i.deleted_at IS NULL
         ${LAST_VERSION}
         CROSS JOIN LATERAL (
           SELECT coalesce((SELECT e.quantity_after FROM (${newest("found.version")}) e), 0) AS quantity) t
         ${SINCE}`,
};
