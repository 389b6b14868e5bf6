import type { Client } from "pg";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { HOT_VARIANT, VARIANTS } from "./variants.js";

/** No run comes near it, so that every request succeeds. */
export const STOCK = 100_000_000;

/**
 * Items as `createInventoryItem` and one purchase would leave them: totals = level =
 * last ledger entry. Their events are left out, since a relay would have to send them first.
 */
export async function seed(client: Client): Promise<void> {
  await client.query(
    `WITH item AS (
       INSERT INTO inventory (product_variant_id, quantity, status, low_stock_threshold, version)
       SELECT id, $3::int, 'IN_STOCK', 3, 2
       FROM (SELECT 'bench-' || n AS id FROM generate_series(0, $1::int - 1) n UNION ALL SELECT $2) ids
       RETURNING product_variant_id
     ), level AS (
       INSERT INTO stock_level (product_variant_id, warehouse_id, quantity)
       SELECT product_variant_id, '${MAIN_WAREHOUSE_ID}', $3::int FROM item
     )
     INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
       reserved_delta, quantity_after, reserved_after, actor, correlation_id, occurred_at)
     SELECT gen_random_uuid(), product_variant_id, '${MAIN_WAREHOUSE_ID}', 2, 0, 'PURCHASE', $3::int,
       0, $3::int, 0, 'bench', 'seed', now() FROM item`,
    [VARIANTS, HOT_VARIANT, STOCK],
  );
  // Not the empty ones: plans of the service's connections, made for tables that are known to be empty, would stay when they
  // no longer are.
  await client.query("VACUUM ANALYZE inventory, stock_level, ledger_entry");
}
