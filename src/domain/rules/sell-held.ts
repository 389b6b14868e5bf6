import type { Adjust, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Movement } from "../item-change.js";
import type { Item, Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse } from "../find.js";
import { Holds, isOpen, oldestFirst } from "./holds.js";
import { afterTaking, movementsOf, unitsByItem } from "./settle-takings.js";

interface HeldSale {
  /** Units that came out of holds. */
  readonly sold: number;
  readonly movements: readonly Movement[];
  readonly reservations: readonly Reservation[];
}

/**
 * The part of a sale that its order holds within the caller's reach, in the warehouse of the
 * sale where one is named: on hand and reserved fall together.
 *
 * @returns a refusal when the order held the item and holds nothing of it any more: it was
 * sold before, or the sale comes too late.
 */
export function sellHeld(
  view: StockView,
  item: Item,
  command: Adjust,
  context: RuleContext,
): HeldSale | Refusal {
  const { productVariantId } = item;
  const order = command.orderId === null ? [] : view.reservationsOfOrder(command.orderId);
  if (hasEnded(order, productVariantId)) return ended(command);
  const onHand = new Map(
    view
      .levels(productVariantId)
      .filter(({ warehouseId }) => findWarehouse(view, warehouseId, context) !== undefined)
      .map((level) => [level.warehouseId, level.quantity]),
  );
  const holds = new Holds(
    oldestFirst(order.filter(isOpen)),
    ({ warehouseId }) => onHand.get(warehouseId) ?? 0,
  );
  const warehouseId = command.warehouse === null ? null : (view.warehouse(command.warehouse)?.id ?? null);
  const sold = holds.take({ productVariantId, warehouseId, quantity: -command.delta });
  const takings = holds.taken();
  const units = unitsByItem(takings).get(productVariantId) ?? new Map<string, number>();
  return {
    sold,
    movements: movementsOf(view, productVariantId, units, "fulfilled"),
    reservations: takings.map((taking) => afterTaking(taking, "fulfilled", "FULFILLED", context)),
  };
}

/** Whether there were holds of the item, and none of them has anything left. */
function hasEnded(order: readonly Reservation[], productVariantId: string): boolean {
  const holds = new Holds(order.filter(isOpen));
  if (holds.left({ productVariantId, warehouseId: null }) > 0) return false;
  return new Holds(order).knows(productVariantId);
}

function ended({ orderId, productVariantId }: Adjust): Refusal {
  const message = `The order "${orderId}" held "${productVariantId}", and holds nothing of it any more.`;
  return { code: "RESERVATION_CLOSED", field: ["orderId"], message };
}
