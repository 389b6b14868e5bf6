import { expect } from "@jest/globals";
import { query } from "../services.js";

// The invariants of the domain, each as a question for rows that break it.

const OPEN = "l.quantity - l.fulfilled_quantity - l.released_quantity";

const BROKEN: Readonly<Record<string, string>> = {
  "totals are the sums of levels": `
    SELECT i.product_variant_id FROM inventory i
    LEFT JOIN stock_level s USING (product_variant_id)
    GROUP BY i.product_variant_id
    HAVING (i.quantity, i.reserved) IS DISTINCT FROM (coalesce(sum(s.quantity), 0), coalesce(sum(s.reserved), 0))`,
  "each ledger entry follows the one before": `
    SELECT id FROM (
      SELECT id, quantity_after, reserved_after, sum(quantity_delta) OVER chain AS quantity, sum(reserved_delta) OVER chain AS reserved
      FROM ledger_entry
      WINDOW chain AS (PARTITION BY product_variant_id, warehouse_id ORDER BY item_version, ordinal)) e
    WHERE (quantity_after, reserved_after) <> (quantity, reserved)`,
  "a level is the fold of its ledger": `
    SELECT s.product_variant_id, s.warehouse_id FROM stock_level s
    LEFT JOIN ledger_entry e USING (product_variant_id, warehouse_id)
    GROUP BY s.product_variant_id, s.warehouse_id
    HAVING (s.quantity, s.reserved) <> (coalesce(sum(e.quantity_delta), 0), coalesce(sum(e.reserved_delta), 0))`,
  "reserved is what open lines hold": `
    SELECT s.product_variant_id, s.warehouse_id FROM stock_level s
    LEFT JOIN reservation_line l USING (product_variant_id, warehouse_id)
    GROUP BY s.product_variant_id, s.warehouse_id
    HAVING s.reserved <> coalesce(sum(${OPEN}), 0)`,
  "status follows from available": `
    SELECT product_variant_id FROM inventory
    WHERE status <> 'DISCONTINUED' AND status::text <> CASE
      WHEN quantity - reserved <= 0 THEN 'OUT_OF_STOCK'
      WHEN quantity - reserved <= low_stock_threshold THEN 'LOW_STOCK' ELSE 'IN_STOCK' END`,
  "only MAIN owes, and no more than its policy allows": `
    SELECT s.product_variant_id, s.warehouse_id FROM stock_level s
    JOIN inventory i USING (product_variant_id) JOIN warehouse w ON w.id = s.warehouse_id
    WHERE s.quantity - s.reserved < CASE
      WHEN w.code <> 'MAIN' OR i.backorder_policy = 'DENY' THEN 0
      WHEN i.backorder_policy = 'LIMIT' THEN -i.backorder_limit
      ELSE -2147483647 END`,
  "what is on its way is what open transfers have": `
    SELECT i.product_variant_id FROM inventory i LEFT JOIN stock_transfer_line l USING (product_variant_id)
    GROUP BY i.product_variant_id
    HAVING i.in_transit <> coalesce(sum(l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity), 0)`,
  "a transfer is over when nothing is on its way": `
    SELECT t.id FROM stock_transfer t JOIN stock_transfer_line l ON l.transfer_id = t.id
    GROUP BY t.id
    HAVING (t.status = 'IN_TRANSIT') <> (sum(l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity) > 0)`,
  "a reservation is open while it holds something": `
    SELECT r.id FROM reservation r JOIN reservation_line l ON l.reservation_id = r.id
    GROUP BY r.id HAVING (r.status IN ('ACTIVE', 'CONFIRMED')) <> (sum(${OPEN}) > 0)`,
  "a reservation is told once when it begins, and once when it ends": `
    SELECT r.id FROM reservation r
    LEFT JOIN (SELECT json_array_elements_text(data->'reservationIds')::uuid AS id, event_type AS type FROM event
               WHERE aggregate_type = 'Allocation' AND event_type <> 'AllocationRejectedEvent') e USING (id)
    GROUP BY r.id
    HAVING count(*) FILTER (WHERE type = 'AllocationCreatedEvent') <> 1
        OR count(*) FILTER (WHERE type = 'AllocationFulfilledEvent') <> (r.status = 'FULFILLED')::int
        OR count(*) FILTER (WHERE type = 'AllocationCancelledEvent') <> (r.status IN ('RELEASED', 'EXPIRED'))::int`,
  "what was reserved of an order was sold, released, or is open": `
    SELECT order_id FROM (
      SELECT r.order_id, l.product_variant_id, sum(l.quantity) AS held, sum(l.released_quantity) AS released, sum(l.fulfilled_quantity) AS sold
      FROM reservation r JOIN reservation_line l ON l.reservation_id = r.id GROUP BY 1, 2) o
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(reserved_delta) FILTER (WHERE kind = 'RESERVATION'), 0) AS held,
             coalesce(-sum(reserved_delta) FILTER (WHERE kind IN ('RELEASE', 'EXPIRY')), 0) AS released,
             coalesce(-sum(reserved_delta) FILTER (WHERE kind = 'SALE'), 0) AS sold
      FROM ledger_entry e WHERE e.reference = o.order_id AND e.product_variant_id = o.product_variant_id) e ON true
    WHERE (o.held, o.released, o.sold) <> (e.held, e.released, e.sold)`,
  "units on hand that move are told": `
    SELECT e.product_variant_id, e.item_version FROM (
      SELECT product_variant_id, item_version, sum(quantity_delta) AS moved FROM ledger_entry GROUP BY 1, 2) e
    LEFT JOIN (
      SELECT aggregate_id, aggregate_version, sum((data->>'quantityChanged')::int) AS told FROM event
      WHERE event_type = 'StockLevelChangedEvent' GROUP BY 1, 2) v
      ON v.aggregate_id = e.product_variant_id AND v.aggregate_version = e.item_version
    WHERE e.moved <> coalesce(v.told, 0)`,
  "versions are dense": `
    SELECT i.product_variant_id FROM inventory i
    WHERE i.version <> (SELECT count(DISTINCT v.aggregate_version) FROM event v
      WHERE v.aggregate_type = 'InventoryItem' AND v.aggregate_id = i.product_variant_id
        AND v.event_type <> 'InventoryReservationFailedEvent' AND v.aggregate_version BETWEEN 1 AND i.version)`,
  "nothing of an item expires before its bound": `
    SELECT l.reservation_id, l.product_variant_id FROM reservation_line l JOIN inventory i USING (product_variant_id)
    WHERE ${OPEN} > 0 AND l.expires_at IS NOT NULL AND (i.next_expiry IS NULL OR i.next_expiry > l.expires_at)`,
  "what is ACTIVE expires with its lines, what is CONFIRMED never": `
    SELECT r.id FROM reservation r JOIN reservation_line l ON l.reservation_id = r.id
    WHERE ${OPEN} > 0 AND l.expires_at IS DISTINCT FROM CASE r.status WHEN 'ACTIVE' THEN r.expires_at END`,
  "every event is in the outbox or in the feed, once": `
    SELECT event_id FROM event GROUP BY event_id HAVING count(*) > 1`,
};

/** Every invariant, by SQL, over the whole database. */
export async function expectInvariants(url: string): Promise<void> {
  const broken: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(BROKEN)) {
    const rows = await query(url, sql);
    if (rows.length > 0) broken[name] = rows.slice(0, 5);
  }
  expect(broken).toEqual({});
}
