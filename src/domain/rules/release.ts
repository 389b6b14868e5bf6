import type { Answers, Release, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { open, type Item, type Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";
import { mayTouch } from "./find.js";
import { releaseLines, withReleased } from "./release-lines.js";

/** Gives back what one reservation, or all of an order's, still hold. */
export function release(
  view: StockView,
  command: Release,
  context: RuleContext,
): Decision<Answers["release"]> {
  const found = targets(view, command).filter((reservation) => inReach(view, reservation, context));
  if (found.length === 0) return refuse([notFound(command)]);
  const closable = found.filter(
    (reservation) => reservation.status !== "EXPIRED" && heldItems(reservation).length > 0,
  );
  if (closable.length === 0) return refuse([closed(command, found[0] as Reservation)]);

  const ids = new Set(closable.flatMap(heldItems));
  const cause = { kind: "RELEASE", reason: command.reason } as const;
  const changes = [...ids].map((id) => {
    const holders = closable.filter((reservation) => heldItems(reservation).includes(id));
    return releaseLines(view, view.item(id) as Item, holders, cause, context);
  });
  const reservations = closable.map((reservation) => withReleased(reservation, ids, "RELEASED", context));
  return accept(
    { reservations },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      reservations,
      entries: changes.flatMap(({ entries }) => entries),
      events: changes.flatMap(({ events }) => events),
    },
  );
}

function heldItems({ lines }: Reservation): string[] {
  return lines.filter((line) => open(line) > 0).map(({ productVariantId }) => productVariantId);
}

function targets(view: StockView, command: Release): readonly Reservation[] {
  if (command.orderId !== null) return view.reservationsOfOrder(command.orderId);
  const reservation = view.reservation(command.reservationId ?? "");
  return reservation ? [reservation] : [];
}

function inReach(view: StockView, { lines }: Reservation, context: RuleContext): boolean {
  return lines.every((line) => {
    const warehouse = view.warehouse(line.warehouseId);
    return warehouse !== undefined && mayTouch(warehouse, context);
  });
}

function field(command: Release): readonly string[] {
  return [command.orderId === null ? "reservationId" : "orderId"];
}

function notFound(command: Release): Refusal {
  const message =
    command.orderId === null
      ? `No reservation has the id "${command.reservationId}".`
      : `The order "${command.orderId}" has no reservation.`;
  return { code: "NOT_FOUND", field: field(command), message };
}

function closed(command: Release, { id, status }: Reservation): Refusal {
  const message = `Reservation ${id} is ${status} and holds nothing any more.`;
  return { code: "RESERVATION_CLOSED", field: field(command), message };
}
