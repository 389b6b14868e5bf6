import type { Answers, Release, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { Item, Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";
import { allocationCancelled } from "./allocation.js";
import { findReservation, isInReach, reservationClosed, reservationNotFound } from "./find-reservation.js";
import { Holds, isOpen, oldestFirst, type Taking } from "./holds.js";
import { releaseLines } from "./release-lines.js";
import { afterTaking, unitsByItem } from "./settle-takings.js";
import { takeLines } from "./take-lines.js";

/** Gives back what one reservation, or all of an order's, still hold, or a part of it, the oldest first. */
export function release(
  view: StockView,
  command: Release,
  context: RuleContext,
): Decision<Answers["release"]> {
  const found = targets(view, command, context);
  if (found.length === 0) return refuse([notFound(command)]);
  const open = found.filter(isOpen);
  if (open.length === 0) {
    const field = command.orderId === null ? "reservationId" : "orderId";
    return refuse([reservationClosed(found[0] as Reservation, field)]);
  }
  const holds = new Holds(oldestFirst(open));
  if (command.lines === null) holds.takeAll();
  const refusals = takeLines(view, holds, command.lines ?? [], context);
  return refusals.length > 0 ? refuse(refusals) : giveBack(view, holds.taken(), command, context);
}

function giveBack(
  view: StockView,
  takings: readonly Taking[],
  { reason }: Release,
  context: RuleContext,
): Decision<Answers["release"]> {
  const changes = [...unitsByItem(takings)].map(([id, units]) => {
    const givers = takings.filter((taking) => takesOf(taking, id)).map(({ reservation }) => reservation);
    const item = view.item(id) as Item;
    return releaseLines(view, { item, units, reservations: givers, kind: "RELEASE", reason }, context);
  });
  const reservations = takings.map((taking) => afterTaking(taking, "released", "RELEASED", context));
  return accept(
    { reservations },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      reservations,
      entries: changes.flatMap(({ entries }) => entries),
      events: [
        ...changes.flatMap(({ events }) => events),
        ...allocationCancelled(reservations, reason, context),
      ],
    },
  );
}

function takesOf({ reservation, units }: Taking, productVariantId: string): boolean {
  return reservation.lines.some(
    (line, index) => line.productVariantId === productVariantId && units[index] !== 0,
  );
}

function targets(view: StockView, command: Release, context: RuleContext): readonly Reservation[] {
  if (command.orderId !== null) {
    const ofOrder = view.reservationsOfOrder(command.orderId);
    return ofOrder.filter((reservation) => isInReach(view, reservation, context));
  }
  const reservation = findReservation(view, command.reservationId ?? "", context);
  return reservation ? [reservation] : [];
}

function notFound({ orderId, reservationId }: Release): Refusal {
  if (orderId === null) return reservationNotFound(reservationId ?? "");
  return { code: "NOT_FOUND", field: ["orderId"], message: `The order "${orderId}" has no reservation.` };
}
