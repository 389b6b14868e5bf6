import type * as domain from "../../domain/model.js";
import type { Reservation, ReservationLine } from "../types/reservation.js";

export function toReservation(reservation: domain.Reservation): Reservation {
  return {
    id: reservation.id,
    orderId: reservation.orderId,
    userId: reservation.userId,
    status: reservation.status,
    expiresAt: reservation.expiresAt === null ? null : new Date(reservation.expiresAt),
    lines: reservation.lines.map(toLine),
    version: reservation.version,
    createdAt: new Date(reservation.createdAt),
    updatedAt: new Date(reservation.updatedAt),
  } satisfies Reservation;
}

function toLine(line: domain.ReservationLine): ReservationLine {
  return {
    productVariantId: line.productVariantId,
    warehouseId: line.warehouseId,
    quantity: line.quantity,
    fulfilledQuantity: line.fulfilled,
    releasedQuantity: line.released,
  } satisfies ReservationLine;
}
