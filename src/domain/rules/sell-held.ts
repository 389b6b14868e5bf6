import type { Adjust, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Movement } from "../item-change.js";
import type { Item, Reservation } from "../model.js";
import { findWarehouse } from "./find.js";
import { Holds, isOpen, oldestFirst } from "./holds.js";
import { afterTaking, movementsOf, unitsByItem } from "./settle-takings.js";

interface HeldSale {
  /** Units that came out of holds. */
  readonly sold: number;
  readonly movements: readonly Movement[];
  readonly reservations: readonly Reservation[];
}

/**
 * The part of a sale that its order holds within the caller's reach: on hand and reserved
 * fall together. What it holds in the warehouse of the sale goes first.
 */
export function sellHeld(view: StockView, item: Item, command: Adjust, context: RuleContext): HeldSale {
  const { productVariantId } = item;
  const quantity = -command.delta;
  const order = command.orderId === null ? [] : view.reservationsOfOrder(command.orderId);
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
  const named = command.warehouse === null ? undefined : view.warehouse(command.warehouse);
  const here = named ? holds.take({ productVariantId, warehouseId: named.id, quantity }) : 0;
  const elsewhere = holds.take({ productVariantId, warehouseId: null, quantity: quantity - here });

  const takings = holds.taken();
  const units = unitsByItem(takings).get(productVariantId) ?? new Map<string, number>();
  return {
    sold: here + elsewhere,
    movements: movementsOf(view, productVariantId, units, "fulfilled"),
    reservations: takings.map((taking) => afterTaking(taking, "fulfilled", "FULFILLED", context)),
  };
}
