import type { CommandMeta } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";
import { mayTouch } from "../find.js";

/** A reservation by its id, if the caller may touch all of it; to others it does not exist. */
export function findReservation(view: StockView, id: string, meta: CommandMeta): Reservation | undefined {
  const reservation = view.reservation(id);
  return reservation && isInReach(view, reservation, meta) ? reservation : undefined;
}

export function isInReach(view: StockView, { lines }: Reservation, meta: CommandMeta): boolean {
  if (meta.warehouses === null) return true;
  return lines.every(({ warehouseId }) => {
    const warehouse = view.warehouse(warehouseId);
    return warehouse !== undefined && mayTouch(warehouse, meta);
  });
}

export function reservationNotFound(id: string): Refusal {
  return { code: "NOT_FOUND", field: ["reservationId"], message: `No reservation has the id "${id}".` };
}

/** It is over: fulfilled, released or expired. */
export function reservationClosed({ id, status }: Reservation, field = "reservationId"): Refusal {
  const message = `Reservation ${id} is ${status} and holds nothing any more.`;
  return { code: "RESERVATION_CLOSED", field: [field], message };
}
