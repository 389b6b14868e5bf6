import type { Reservation, ReservationLine } from "../../domain/model.js";
import { ms } from "./moments.js";

type LineRow = [string, string, number, number, number];
export type ReservationRow = [
  string,
  string,
  string | null,
  Reservation["status"],
  number | null,
  number,
  number,
  LineRow[],
  number,
];

/** Of a row of `reservation r`, with its lines. `status`: the expression for it, where not simply the column. */
export const reservationJson = (
  status = "r.status",
): string => `json_build_array(r.id, r.order_id, r.user_id, ${status}, ${ms("r.expires_at")},
  ${ms("r.created_at")}, ${ms("r.updated_at")}, (
    SELECT json_agg(json_build_array(l.product_variant_id, l.warehouse_id, l.quantity, l.fulfilled_quantity, l.released_quantity)
                    ORDER BY l.product_variant_id, l.warehouse_id)
    FROM reservation_line l WHERE l.reservation_id = r.id), r.version)`;

export const RESERVATION_JSON = reservationJson();

export function toReservation(row: ReservationRow): Reservation {
  return {
    id: row[0],
    orderId: row[1],
    userId: row[2],
    status: row[3],
    expiresAt: row[4],
    createdAt: row[5],
    updatedAt: row[6],
    lines: row[7].map((line): ReservationLine => ({
      productVariantId: line[0],
      warehouseId: line[1],
      quantity: line[2],
      fulfilled: line[3],
      released: line[4],
    })),
    version: row[8],
  };
}
