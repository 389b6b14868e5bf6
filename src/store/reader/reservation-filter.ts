import type { ReservationFilter } from "../../ports/reader-queries.js";
import { and, type Parameters } from "./shapes.js";

/** Its status at this moment: nobody may have booked yet that its time is over. */
export const READ_STATUS = `CASE WHEN r.status = 'ACTIVE' AND r.expires_at <= now() THEN 'EXPIRED' ELSE r.status END`;

const BEYOND_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff";

interface Part {
  readonly parameters: Parameters;
  /** Id of the reservation that the page begins after. */
  readonly after: string | null;
  /** null: all of them. */
  readonly limit: number | null;
}

/** Rows of `reservation r` that meet the filter, newest first, by the index that serves it best. */
export function candidates(filter: ReservationFilter, part: Part): string {
  if (filter.orderId === null && filter.statuses) return byStatus(filter, part);
  const all = and(conditions(filter, part));
  const tail = tailOf("r.id", part);
  if (filter.orderId === null) return `SELECT * FROM reservation r WHERE true ${all} ${tail}`;
  // Fenced: an order has few, whatever is thought of the table while it is young.
  const order = `SELECT * FROM reservation WHERE order_id = ${part.parameters.add(filter.orderId, "text")} OFFSET 0`;
  return `SELECT * FROM (${order}) r WHERE true ${all} ${tail}`;
}

/** Those that hold or held the item; `item`: the expression for its id. */
export function ofItem(item: string, filter: ReservationFilter, part: Part): string {
  const all = conditions({ ...filter, productVariantId: null }, part);
  // A reservation may have lines in several warehouses: its first one stands for them, so
  // that the order of the index is kept.
  return `SELECT r.* FROM reservation_line l JOIN reservation r ON r.id = l.reservation_id
    WHERE l.product_variant_id = ${item}
      AND NOT EXISTS (SELECT FROM reservation_line o
        WHERE o.reservation_id = l.reservation_id AND o.product_variant_id = l.product_variant_id
          AND o.warehouse_id < l.warehouse_id)
      ${and(all)} ${part.after === null ? "" : `AND l.reservation_id < ${part.parameters.add(part.after, "uuid")}`}
    ${tailOf("l.reservation_id", part)}`;
}

/**
 * Each stored status by a scan of its own, in the order of the index; of the expired ones
 * also those that are not booked yet, by way of the items they are overdue on.
 */
function byStatus({ statuses, ...others }: ReservationFilter, part: Part): string {
  const { parameters } = part;
  const wanted = parameters.add(statuses, "reservation_status[]");
  const all = and(conditions({ ...others, statuses: null }, part));
  const tail = tailOf("r.id", part);
  // As a range, ordered by the status too, no other index has that order: the planner, which
  // knows no values, takes the primary key otherwise, and looks through all there ever were.
  const last = parameters.add(part.after ?? BEYOND_ALL, "uuid");
  const booked = `
    (SELECT c.* FROM unnest(${wanted}) AS s(status) CROSS JOIN LATERAL (
       SELECT * FROM reservation r
       WHERE (r.status, r.id) < (s.status, ${last}) AND r.status >= s.status
         AND (r.status = 'ACTIVE' AND r.expires_at <= now()) IS NOT TRUE ${all} ${tailOf("r.status DESC, r.id", part)}) c)`;
  if (!statuses?.includes("EXPIRED")) return `SELECT * FROM (${booked}) r ${tail}`;
  const overdue = `
    (SELECT * FROM reservation r
     WHERE r.status = 'ACTIVE' AND r.expires_at <= now() AND r.id = ANY(ARRAY(
       SELECT l.reservation_id FROM inventory i JOIN reservation_line l USING (product_variant_id)
       WHERE i.next_expiry <= now() AND l.expires_at <= now()
         AND l.quantity > l.fulfilled_quantity + l.released_quantity)) ${all} ${tail})`;
  return `SELECT * FROM (${booked} UNION ALL ${overdue}) r ${tail}`;
}

function tailOf(id: string, { parameters, limit }: Part): string {
  return limit === null ? "" : `ORDER BY ${id} DESC LIMIT ${parameters.add(limit, "int")}`;
}

function conditions(filter: ReservationFilter, { parameters, after }: Part): string[] {
  const { productVariantId, statuses, within } = filter;
  const found: string[] = [];
  if (after !== null) found.push(`r.id < ${parameters.add(after, "uuid")}`);
  if (statuses) found.push(`${READ_STATUS} = ANY(${parameters.add(statuses, "reservation_status[]")})`);
  if (productVariantId !== null) {
    const item = parameters.add(productVariantId, "text");
    found.push(`EXISTS (SELECT FROM reservation_line l
      WHERE l.reservation_id = r.id AND l.product_variant_id = ${item})`);
  }
  if (within) {
    const reached = parameters.add(within, "uuid[]");
    found.push(`NOT EXISTS (SELECT FROM reservation_line l
      WHERE l.reservation_id = r.id AND l.warehouse_id <> ALL(${reached}))`);
  }
  return found;
}
