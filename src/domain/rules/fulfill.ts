import type { Answers, Fulfill, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { changeItem } from "../item-change.js";
import { open, type Item, type Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";
import { allocationFulfilled } from "./allocation.js";
import { findReservation, reservationClosed, reservationNotFound } from "./find-reservation.js";
import { Holds, isOpen } from "./holds.js";
import { levelEvents } from "./level-events.js";
import { afterTaking, movementsOf, unitsByItem } from "./settle-takings.js";
import { notOnHand, takeLines } from "./take-lines.js";

/** Sells what a reservation holds, or a part of it: on hand and reserved fall together. */
export function fulfill(
  view: StockView,
  command: Fulfill,
  context: RuleContext,
): Decision<Answers["fulfill"]> {
  const reservation = findReservation(view, command.reservationId, context);
  if (!reservation) return refuse([reservationNotFound(command.reservationId)]);
  if (!isOpen(reservation)) return refuse([reservationClosed(reservation)]);

  const holds = new Holds([reservation], ({ productVariantId, warehouseId }) =>
    onHand(view, productVariantId, warehouseId),
  );
  const refusals =
    command.lines === null
      ? takeEverything(holds, reservation)
      : takeLines(view, holds, command.lines, context);
  if (refusals.length > 0) return refuse(refusals);

  const takings = holds.taken();
  const { orderId } = reservation;
  const changes = [...unitsByItem(takings)].map(([id, units]) => {
    const item = view.item(id) as Item;
    const movements = movementsOf(view, id, units, "fulfilled");
    const events = () => levelEvents(item, movements, { changeType: "SALE", orderId }, context);
    return changeItem({ item, movements, cause: { kind: "SALE", reference: orderId }, context, events });
  });
  const after = takings.map((taking) => afterTaking(taking, "fulfilled", "FULFILLED", context));
  return accept(
    { reservation: after[0] as Reservation },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      reservations: after,
      entries: changes.flatMap(({ entries }) => entries),
      events: [...changes.flatMap(({ events }) => events), ...allocationFulfilled(after, context)],
    },
  );
}

/** Where MAIN owes (a backorder), what is held may not be there yet. */
function takeEverything(holds: Holds, { lines }: Reservation): Refusal[] {
  return lines.flatMap((line) => {
    const wanted = { ...line, quantity: open(line) };
    const taken = holds.take(wanted);
    return taken === wanted.quantity ? [] : notOnHand(wanted, taken, ["reservationId"]);
  });
}

function onHand(view: StockView, productVariantId: string, warehouseId: string): number {
  const level = view.levels(productVariantId).find((candidate) => candidate.warehouseId === warehouseId);
  return level?.quantity ?? 0;
}
