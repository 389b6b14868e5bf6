import type pg from "pg";
import type { Instant } from "../../domain/model.js";
import type { Reader } from "../../ports/reader.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import { itemJson, levelJson, toLevel, type ItemRow, type LevelRow } from "../rows.js";
import { ITEM, LEVEL, toCurrentItem } from "./current.js";
import { grouped } from "./shapes.js";

const MOMENT = "to_timestamp($2::float8 / 1000)";

const newest = (version: string): string => `
  SELECT e.quantity_after, e.reserved_after, e.item_version, e.occurred_at FROM ledger_entry e
  WHERE e.product_variant_id = s.product_variant_id AND e.warehouse_id = s.warehouse_id AND e.item_version <= ${version}
  ORDER BY e.item_version DESC LIMIT 1`;

/**
 * Of each `stock_level s` of `inventory i` the last entry by then, if there is one. Versions
 * and times rise together, so the time is found by halving the versions: some thirty looks
 * into the index at most, and no index by time.
 */
const LAST_ENTRY = `CROSS JOIN LATERAL (
  WITH RECURSIVE search(by_then, later) AS (
    SELECT 0, i.version + 1
    UNION ALL
    SELECT CASE WHEN e.occurred_at > ${MOMENT} THEN search.by_then ELSE half.version END,
           CASE WHEN e.occurred_at > ${MOMENT} THEN e.item_version ELSE search.later END
    FROM search
    CROSS JOIN LATERAL (SELECT search.by_then + (search.later - search.by_then) / 2 AS version) half
    LEFT JOIN LATERAL (${newest("half.version")}) e ON true
    WHERE search.later - search.by_then > 1
  )
  SELECT e.* FROM (SELECT max(by_then) AS version FROM search) found CROSS JOIN LATERAL (${newest("found.version")}) e) e`;

const ITEM_THEN = itemJson("i", {
  quantity: "h.quantity",
  reserved: "h.reserved",
  version: "coalesce(h.version, 1)",
  updated_at: "coalesce(h.updated_at, i.created_at)",
});

const ITEMS_AT: JsonStatement = {
  name: "items_at",
  text: `SELECT coalesce(json_agg(x.item), '[]')::text AS json FROM (
           SELECT ${ITEM} AS item FROM inventory i
           WHERE ${MOMENT} > now() AND i.product_variant_id = ANY($1::text[]) AND i.deleted_at IS NULL
           UNION ALL
           SELECT ${ITEM_THEN} FROM inventory i CROSS JOIN LATERAL (
             SELECT coalesce(sum(e.quantity_after), 0)::int AS quantity, coalesce(sum(e.reserved_after), 0)::int AS reserved,
                    max(e.item_version) AS version, max(e.occurred_at) AS updated_at
             FROM stock_level s ${LAST_ENTRY} WHERE s.product_variant_id = i.product_variant_id) h
           WHERE ${MOMENT} <= now() AND i.product_variant_id = ANY($1::text[]) AND i.deleted_at IS NULL
             AND i.created_at <= ${MOMENT}) x`,
};

const LEVELS_AT: JsonStatement = {
  name: "levels_at",
  text: `SELECT coalesce(json_agg(x.level ORDER BY w.priority, w.code), '[]')::text AS json FROM (
           SELECT s.warehouse_id, ${LEVEL} AS level FROM stock_level s JOIN inventory i USING (product_variant_id)
           WHERE ${MOMENT} > now() AND s.product_variant_id = ANY($1::text[])
           UNION ALL
           SELECT s.warehouse_id, ${levelJson("s", { quantity: "e.quantity_after", reserved: "e.reserved_after" })}
           FROM stock_level s JOIN inventory i USING (product_variant_id) ${LAST_ENTRY}
           WHERE ${MOMENT} <= now() AND s.product_variant_id = ANY($1::text[])) x
         JOIN warehouse w ON w.id = x.warehouse_id`,
};

export function createReadsAsOf(pool: pg.Pool): Pick<Reader, "itemsAt" | "levelsAt"> {
  return {
    async itemsAt(productVariantIds, moment: Instant) {
      const rows = await queryJson<ItemRow[]>(pool, ITEMS_AT, [[...new Set(productVariantIds)], moment]);
      const items = new Map(rows.map((row) => [row[0], toCurrentItem(row)]));
      return productVariantIds.map((id) => items.get(id) ?? null);
    },

    async levelsAt(productVariantIds, moment: Instant) {
      const rows = await queryJson<LevelRow[]>(pool, LEVELS_AT, [[...new Set(productVariantIds)], moment]);
      return grouped(productVariantIds, rows.map(toLevel), ({ productVariantId }) => productVariantId);
    },
  };
}
