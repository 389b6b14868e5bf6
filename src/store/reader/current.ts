import { statusOf, type Item } from "../../domain/model.js";
import { itemJson, levelJson, toItem, type ItemRow } from "../rows.js";

// Expiry is exact at read: what has expired and is not booked yet is not reserved. The
// item's next_expiry tells cheaply that there is none.

const overdue = (where: string): string => `
  (SELECT coalesce(sum(l.quantity - l.fulfilled_quantity - l.released_quantity), 0)::int FROM reservation_line l
   WHERE ${where} AND l.expires_at <= now() AND l.quantity > l.fulfilled_quantity + l.released_quantity)`;

/** What is reserved of `inventory i`, as of now. */
const RESERVED = `(i.reserved - CASE WHEN i.next_expiry <= now()
  THEN ${overdue("l.product_variant_id = i.product_variant_id")} ELSE 0 END)`;

/** What is available of `inventory i`, as of now. */
export const AVAILABLE = `(i.quantity - ${RESERVED})`;

/** Its status as read; for the few rows of `inventory i` whose stored one may be out of date. */
export const STATUS = `(CASE
  WHEN i.status = 'DISCONTINUED' THEN 'DISCONTINUED'
  WHEN ${AVAILABLE} <= 0 THEN 'OUT_OF_STOCK'
  WHEN ${AVAILABLE} <= i.low_stock_threshold THEN 'LOW_STOCK'
  ELSE 'IN_STOCK' END)::stock_status`;

export const ITEM = itemJson("i", { reserved: RESERVED });

/** Of `stock_level s` with its `inventory i`. */
export const LEVEL = levelJson("s", {
  reserved: `s.reserved - CASE WHEN i.next_expiry <= now()
    THEN ${overdue("l.product_variant_id = s.product_variant_id AND l.warehouse_id = s.warehouse_id")} ELSE 0 END`,
});

/** Its status follows from what is reserved now, not from what was when it was written. */
export function toCurrentItem(row: ItemRow): Item {
  const item = toItem(row);
  return { ...item, status: statusOf(item, item.status === "DISCONTINUED") };
}
