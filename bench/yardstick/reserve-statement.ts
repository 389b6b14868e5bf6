import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";

/**
 * One reserve of one variant out of MAIN as a single guarded statement, which writes the
 * rows that the service writes: item, level, ledger entry, reservation, line, event(s),
 * outbox. No row comes back when there is not enough.
 *
 * $1 variant, $2 units, $3 order, $4 reservation id, $5 ledger id, $6 $7 $9 event
 * ids, $8 correlation id. What was reserved before follows from what is after, and so the old
 * status does: a second look at the row would cost more.
 */
export const RESERVE = `
WITH item AS (
  UPDATE inventory SET
    reserved = reserved + $2::int,
    version = version + 1,
    status = CASE WHEN quantity - reserved - $2::int <= 0 THEN 'OUT_OF_STOCK'::stock_status
                  WHEN quantity - reserved - $2::int <= low_stock_threshold THEN 'LOW_STOCK'::stock_status
                  ELSE 'IN_STOCK'::stock_status END,
    next_expiry = LEAST(next_expiry, clock_timestamp() + interval '900 seconds'),
    updated_at = clock_timestamp()
  WHERE product_variant_id = $1 AND quantity - reserved >= $2::int AND status <> 'DISCONTINUED'
  RETURNING product_variant_id AS pvid, quantity, reserved, version, status, low_stock_threshold,
            updated_at AS at, updated_at + interval '900 seconds' AS until
), level AS (
  UPDATE stock_level l SET reserved = l.reserved + $2::int FROM item
  WHERE l.product_variant_id = $1 AND l.warehouse_id = '${MAIN_WAREHOUSE_ID}'
  RETURNING l.quantity, l.reserved
), held AS (
  INSERT INTO reservation (id, order_id, expires_at, created_at, updated_at)
  SELECT $4::uuid, $3, until, at, at FROM item
), line AS (
  INSERT INTO reservation_line (reservation_id, product_variant_id, warehouse_id, quantity, expires_at)
  SELECT $4::uuid, pvid, '${MAIN_WAREHOUSE_ID}', $2::int, until FROM item
), entry AS (
  INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
    reserved_delta, quantity_after, reserved_after, reference, actor, correlation_id, occurred_at)
  SELECT $5::uuid, pvid, '${MAIN_WAREHOUSE_ID}', version, 0, 'RESERVATION', 0, $2::int,
    level.quantity, level.reserved, $3, 'admin', $8, at FROM item, level
), told AS (
  INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
    ordinal, occurred_at, correlation_id, data)
  SELECT $6::uuid, 'InventoryReservedEvent', '1.0', 'InventoryItem', pvid, version, 0, at, $8,
    json_build_object('productVariantId', pvid, 'quantityReserved', $2::int,
      'availableQuantityAfterReservation', quantity - reserved, 'orderId', $3, 'reservationId', $4::uuid,
      'currentQuantity', quantity, 'warehouses',
      json_build_array(json_build_object('warehouseId', '${MAIN_WAREHOUSE_ID}', 'quantity', $2::int)))
  FROM item
  UNION ALL
  SELECT $7::uuid, 'StockStatusChangedEvent', '1.0', 'InventoryItem', pvid, version, 1, at, $8,
    json_build_object('productVariantId', pvid, 'newStatus', item.status, 'oldStatus', was.status,
      'currentQuantity', quantity, 'availableQuantity', quantity - reserved)
  FROM item, LATERAL (SELECT CASE WHEN quantity - reserved + $2::int <= low_stock_threshold
    THEN 'LOW_STOCK'::stock_status ELSE 'IN_STOCK'::stock_status END AS status) was
  WHERE was.status <> item.status
  UNION ALL
  SELECT $9::uuid, 'AllocationCreatedEvent', '1.0', 'Allocation', $3, 1, 0, at, $8,
    json_build_object('orderId', $3, 'reservationIds', json_build_array($4::uuid), 'lines',
      json_build_array(json_build_object('productVariantId', pvid, 'warehouseId', '${MAIN_WAREHOUSE_ID}',
        'quantity', $2::int, 'fulfilledQuantity', 0, 'releasedQuantity', 0)), 'expiresAt', until)
  FROM item
)
SELECT status, until FROM item`;
