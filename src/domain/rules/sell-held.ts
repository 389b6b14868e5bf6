import type { Adjust, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Movement } from "../item-change.js";
import { open, type Item, type Level, type Reservation, type ReservationLine } from "../model.js";
import { findWarehouse } from "./find.js";

interface HeldSale {
  /** Units that came out of holds. */
  readonly sold: number;
  readonly movements: readonly Movement[];
  readonly reservations: readonly Reservation[];
}

/** The part of a sale that its order holds within the caller's reach: on hand and reserved fall together. */
export function sellHeld(view: StockView, item: Item, command: Adjust, context: RuleContext): HeldSale {
  let missing = -command.delta;
  const movements = new Map<string, Movement>();
  const reservations: Reservation[] = [];
  const levels = new Map(
    view
      .levels(item.productVariantId)
      .filter(({ warehouseId }) => findWarehouse(view, warehouseId, context) !== undefined)
      .map((level) => [level.warehouseId, level]),
  );
  const order = command.orderId === null ? [] : view.reservationsOfOrder(command.orderId);
  for (const reservation of order.filter(({ status }) => status === "ACTIVE" || status === "CONFIRMED")) {
    const lines = reservation.lines.map((line): ReservationLine => {
      const level = levels.get(line.warehouseId);
      if (line.productVariantId !== item.productVariantId || !level) return line;
      const before = movements.get(line.warehouseId);
      const onHand = level.quantity + (before?.quantityDelta ?? 0);
      const units = Math.min(open(line), missing, onHand);
      if (units === 0) return line;
      missing -= units;
      movements.set(line.warehouseId, less(before, level, units));
      return { ...line, fulfilled: line.fulfilled + units };
    });
    if (lines.every((line, index) => line === reservation.lines[index])) continue;
    const status = lines.every((line) => open(line) === 0) ? "FULFILLED" : reservation.status;
    reservations.push({ ...reservation, lines, status, updatedAt: context.now });
  }
  return { sold: -command.delta - missing, movements: [...movements.values()], reservations };
}

function less(before: Movement | undefined, level: Level, units: number): Movement {
  return {
    level,
    quantityDelta: (before?.quantityDelta ?? 0) - units,
    reservedDelta: (before?.reservedDelta ?? 0) - units,
  };
}
