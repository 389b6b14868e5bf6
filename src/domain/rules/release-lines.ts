import { changeItem, type ItemChange, type Movement } from "../item-change.js";
import type { RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import {
  available,
  open,
  type Item,
  type LedgerKind,
  type Level,
  type ReleaseReason,
  type Reservation,
} from "../model.js";

interface Cause {
  readonly kind: Extract<LedgerKind, "RELEASE" | "EXPIRY">;
  readonly reason: ReleaseReason;
}

/** Gives back what the reservation still holds of one item, in all its warehouses. */
export function releaseLines(
  view: StockView,
  item: Item,
  reservation: Reservation,
  { kind, reason }: Cause,
  context: RuleContext,
): ItemChange {
  const held = reservation.lines.filter(
    (line) => line.productVariantId === item.productVariantId && open(line) > 0,
  );
  const movements = held.map((line): Movement => {
    const level = view
      .levels(item.productVariantId)
      .find(({ warehouseId }) => warehouseId === line.warehouseId) as Level;
    return { level, quantityDelta: 0, reservedDelta: -open(line) };
  });
  const cause = { kind, reason, reference: reservation.orderId };
  return changeItem(item, movements, cause, context, (after) => [
    {
      type: "InventoryReleasedEvent",
      data: {
        productVariantId: item.productVariantId,
        quantityReleased: held.reduce((total, line) => total + open(line), 0),
        availableQuantityAfterRelease: available(after),
        orderId: reservation.orderId,
        ...(reservation.userId === null ? {} : { userId: reservation.userId }),
        reservationId: reservation.id,
        reasonForRelease: reason,
        currentQuantity: after.quantity,
        warehouses: held.map((line) => ({ warehouseId: line.warehouseId, quantity: open(line) })),
      },
    },
  ]);
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
