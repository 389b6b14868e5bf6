import type { RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { InventoryReleased } from "../events.js";
import { changeItem, type ItemChange } from "../item-change.js";
import { available, type Item, type LedgerKind, type ReleaseReason, type Reservation } from "../model.js";
import { movementsOf, type Units } from "./settle-takings.js";

interface Released {
  readonly item: Item;
  readonly units: Units;
  /** Of one order: those that gave the units back. */
  readonly reservations: readonly Reservation[];
  readonly kind: Extract<LedgerKind, "RELEASE" | "EXPIRY">;
  readonly reason: ReleaseReason;
}

/** Gives units of one item back that reservations of one order held. */
export function releaseLines(view: StockView, released: Released, context: RuleContext): ItemChange {
  const { item, units, reservations, kind, reason } = released;
  const [{ id, orderId, userId }, ...others] = reservations as [Reservation, ...Reservation[]];
  const warehouses = [...units].map(([warehouseId, quantity]) => ({ warehouseId, quantity }));
  const events = (after: Item): InventoryReleased[] => [
    {
      type: "InventoryReleasedEvent",
      data: {
        productVariantId: item.productVariantId,
        quantityReleased: warehouses.reduce((total, { quantity }) => total + quantity, 0),
        availableQuantityAfterRelease: available(after),
        orderId,
        ...(userId === null ? {} : { userId }),
        ...(others.length > 0 ? {} : { reservationId: id }),
        reasonForRelease: reason,
        currentQuantity: after.quantity,
        warehouses,
      },
    },
  ];
  const movements = movementsOf(view, item.productVariantId, units, "released");
  return changeItem({ item, movements, cause: { kind, reason, reference: orderId }, context, events });
}
