import { changeItem, type ItemChange, type Movement } from "../item-change.js";
import type { RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { InventoryReleased } from "../events.js";
import {
  available,
  open,
  type Item,
  type LedgerKind,
  type ReleaseReason,
  type Reservation,
} from "../model.js";

interface Cause {
  readonly kind: Extract<LedgerKind, "RELEASE" | "EXPIRY">;
  readonly reason: ReleaseReason;
}

/** Gives back what reservations of one order still hold of one item, in all its warehouses. */
export function releaseLines(
  view: StockView,
  item: Item,
  reservations: readonly Reservation[],
  { kind, reason }: Cause,
  context: RuleContext,
): ItemChange {
  const { productVariantId } = item;
  const held = new Map<string, number>();
  for (const line of reservations.flatMap(({ lines }) => lines)) {
    if (line.productVariantId !== productVariantId || open(line) === 0) continue;
    held.set(line.warehouseId, (held.get(line.warehouseId) ?? 0) + open(line));
  }
  const levels = view.levels(productVariantId).filter(({ warehouseId }) => held.has(warehouseId));
  const movements = levels.map((level): Movement => ({
    ...{ level, quantityDelta: 0 },
    reservedDelta: -(held.get(level.warehouseId) as number),
  }));
  const [{ id, orderId, userId }, ...others] = reservations as [Reservation, ...Reservation[]];
  const cause = { kind, reason, reference: orderId };
  const events = (after: Item): InventoryReleased[] => [
    {
      type: "InventoryReleasedEvent",
      data: {
        productVariantId,
        quantityReleased: [...held.values()].reduce((total, units) => total + units, 0),
        availableQuantityAfterRelease: available(after),
        orderId,
        ...(userId === null ? {} : { userId }),
        ...(others.length > 0 ? {} : { reservationId: id }),
        reasonForRelease: reason,
        currentQuantity: after.quantity,
        warehouses: [...held].map(([warehouseId, quantity]) => ({ warehouseId, quantity })),
      },
    },
  ];
  return changeItem({ item, movements, cause, context, events });
}

/** The reservation with everything it still held of the items given back. */
export function withReleased(
  reservation: Reservation,
  productVariantIds: ReadonlySet<string>,
  status: Reservation["status"],
  context: RuleContext,
): Reservation {
  return {
    ...reservation,
    status,
    updatedAt: context.now,
    lines: reservation.lines.map((line) =>
      productVariantIds.has(line.productVariantId) ? { ...line, released: line.released + open(line) } : line,
    ),
  };
}
