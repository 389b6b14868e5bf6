import type { Answers, Confirm, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { Reservation } from "../model.js";
import { allocationConfirmed } from "./allocation.js";
import { findReservation, reservationClosed, reservationNotFound } from "./find-reservation.js";

/** The order was paid: what it holds expires no more. One that is confirmed already stays as it is. */
export function confirm(
  view: StockView,
  { reservationId }: Confirm,
  context: RuleContext,
): Decision<Answers["confirm"]> {
  const before = findReservation(view, reservationId, context);
  if (!before) return refuse([reservationNotFound(reservationId)]);
  if (before.status === "CONFIRMED") return accept({ reservation: before }, {});
  if (before.status !== "ACTIVE") return refuse([reservationClosed(before)]);
  const reservation: Reservation = {
    ...before,
    status: "CONFIRMED",
    expiresAt: null,
    version: before.version + 1,
    updatedAt: context.now,
  };
  const events = allocationConfirmed(reservation, context);
  return accept({ reservation }, { reservations: [reservation], events });
}
