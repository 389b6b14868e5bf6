import type { Answers, Release, RuleContext } from "../commands.js";
import { accept, refuse, type Changes, type Decision, type StockView } from "../decision.js";
import type { ItemChange } from "../item-change.js";
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
    ({ lines, status }) => status !== "EXPIRED" && lines.some((line) => open(line) > 0),
  );
  if (closable.length === 0) return refuse([closed(command, found[0] as Reservation)]);

  // One item may be held by several reservations of an order: each builds on the last.
  const items = new Map<string, Item>();
  const levels = new Map<string, ItemChange["levels"][number]>();
  const overlay: StockView = {
    ...bound(view),
    item: (id) => items.get(id) ?? view.item(id),
    levels: (id) => view.levels(id).map((level) => levels.get(`${level.warehouseId} ${id}`) ?? level),
  };
  const entries: Changes["entries"][number][] = [];
  const events: Changes["events"][number][] = [];
  const reservations = closable.map((reservation) => {
    const ids = new Set(
      reservation.lines.filter((line) => open(line) > 0).map((line) => line.productVariantId),
    );
    for (const id of ids) {
      const cause = { kind: "RELEASE", reason: command.reason } as const;
      const change = releaseLines(overlay, overlay.item(id) as Item, reservation, cause, context);
      items.set(id, change.item);
      for (const level of change.levels) levels.set(`${level.warehouseId} ${id}`, level);
      entries.push(...change.entries);
      events.push(...change.events);
    }
    return withReleased(reservation, ids, "RELEASED", context);
  });
  return accept(
    { reservations },
    { items: [...items.values()], levels: [...levels.values()], reservations, entries, events },
  );
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

function bound(view: StockView): StockView {
  return {
    item: (id) => view.item(id),
    levels: (id) => view.levels(id),
    reservation: (id) => view.reservation(id),
    reservationsOfOrder: (id) => view.reservationsOfOrder(id),
    warehouse: (ref) => view.warehouse(ref),
  };
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
