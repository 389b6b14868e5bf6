import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { query } from "./services.js";

/** At once: what one statement writes is checked at its end. */
const CHUNK = 50_000;

/** The n-th variant, from 0; in the order of their numbers. */
export const variant = (n: number): string => `v${String(n).padStart(8, "0")}`;

// Item, level and entry by one statement, as the service would have written them.
const FILL = `
  WITH numbers AS (
    SELECT n, 'v' || lpad(n::text, 8, '0') AS id, n % 10 = 0 AS low FROM generate_series($1::int, $2::int) n
  ), items AS (
    INSERT INTO inventory (product_variant_id, sku, quantity, status, low_stock_threshold, version)
    SELECT id, 'SKU-' || md5(n::text), 50, CASE WHEN low THEN 'LOW_STOCK' ELSE 'IN_STOCK' END::stock_status,
           CASE WHEN low THEN 50 ELSE 3 END, 1
    FROM numbers
  ), levels AS (
    INSERT INTO stock_level (product_variant_id, warehouse_id, quantity)
    SELECT id, '${MAIN_WAREHOUSE_ID}', 50 FROM numbers
  )
  INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
    reserved_delta, quantity_after, reserved_after, actor, correlation_id, occurred_at)
  SELECT gen_random_uuid(), id, '${MAIN_WAREHOUSE_ID}', 1, 0, 'PURCHASE', 50, 0, 50, 0, 'seed', 'seed', now()
  FROM numbers`;

/** So many items with 50 units in MAIN, every tenth of them LOW_STOCK; and what autovacuum would do after it. */
export async function fillCatalogue(url: string, items: number): Promise<void> {
  for (let from = 0; from < items; from += CHUNK) {
    await query(url, FILL, [from, Math.min(from + CHUNK, items) - 1]);
  }
  await query(url, "VACUUM ANALYZE");
}
