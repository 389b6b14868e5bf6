import pg from "pg";

/** Rows of one statement: few enough for memory, many enough that nothing is spent between them. */
const AT_ONCE = 10_000;

// What an import of new items with a count writes, as SQL would write it by itself: each row
// once, as it ends. One statement, since the database wants totals, levels and ledger together.
const WRITE = `
  WITH numbered AS MATERIALIZED (
    SELECT n, 'raw-' || lpad(n::text, 8, '0') AS id, 'SKU-' || n AS sku, 10 + n % 90 AS quantity,
           date_trunc('milliseconds', clock_timestamp()) AS at
    FROM generate_series($1::int, $2::int) AS n
  ), items AS (
    INSERT INTO inventory (product_variant_id, sku, quantity, status, low_stock_threshold, version, created_at, updated_at)
    SELECT id, sku, quantity, 'IN_STOCK', 3, 2, at, at FROM numbered
  ), levels AS (
    INSERT INTO stock_level (product_variant_id, warehouse_id, quantity) SELECT id, $3, quantity FROM numbered
  ), entries AS (
    INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
      reserved_delta, quantity_after, reserved_after, reason, reference, actor, correlation_id, occurred_at)
    SELECT gen_random_uuid(), id, $3, 2, 0, 'ADJUSTMENT', quantity, 0, quantity, 0, 'import', 'raw.csv', 'import',
      $4, at FROM numbered
  ), keys AS (
    INSERT INTO idempotency_key (subject, operation, key, request_hash, answer)
    SELECT 'import', 'importRows', $4 || ':' || n, md5(n::text), json_build_object('ok', true) FROM numbered WHERE n % 500 = 0
  )
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
    occurred_at, correlation_id, data)
  SELECT gen_random_uuid(), e.type, '1.0', 'InventoryItem', id, e.version, e.ordinal, at, $4, e.data
  FROM numbered CROSS JOIN LATERAL (VALUES
      ('InventoryItemCreatedEvent', 1, 0, json_build_object('productVariantId', id, 'sku', sku, 'lowStockThreshold', 3,
        'backorderPolicy', 'DENY', 'backorderLimit', NULL)),
      ('StockLevelChangedEvent', 2, 0, json_build_object('productVariantId', id, 'newQuantity', quantity,
        'oldQuantity', 0, 'quantityChanged', quantity, 'changeType', 'ADJUSTMENT', 'sku', sku, 'warehouseId', $3,
        'orderId', NULL, 'updatedBy', 'import', 'trigger', 'ADMIN_UPDATE', 'availableQuantity', quantity)),
      ('StockStatusChangedEvent', 2, 1, json_build_object('productVariantId', id, 'newStatus', 'IN_STOCK',
        'oldStatus', 'OUT_OF_STOCK', 'currentQuantity', quantity, 'availableQuantity', quantity))
    ) AS e(type, version, ordinal, data)`;

/** @returns the seconds it took. */
export async function importRaw(url: string, rows: number, warehouseId: string): Promise<number> {
  // The triggers plan as they do for the service: by key, however small the tables were at first.
  const client = new pg.Client({ connectionString: url, options: "-c enable_seqscan=off -c jit=off" });
  await client.connect();
  try {
    const began = performance.now();
    for (let first = 1; first <= rows; first += AT_ONCE) {
      const last = Math.min(first + AT_ONCE - 1, rows);
      await client.query(WRITE, [first, last, warehouseId, "raw-import"]);
    }
    return (performance.now() - began) / 1_000;
  } finally {
    await client.end();
  }
}
