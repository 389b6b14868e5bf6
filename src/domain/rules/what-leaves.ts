import type { ShipOrder } from "../commands.js";
import type { StockView } from "../decision.js";
import { open, type Reservation } from "../model.js";
import { sumUnits, without, type OrderIntake, type VariantUnits } from "../order-intake.js";
import type { Refusal } from "../refusal.js";
import { reservationClosed } from "./find-reservation.js";

interface Known {
  readonly before: OrderIntake;
  readonly held: readonly Reservation[];
}

/** Units by variant; or why nothing of the kind can have left. */
export function whatLeaves(
  view: StockView,
  { orderId, lines }: ShipOrder,
  known: Known,
): VariantUnits[] | Refusal {
  const { before, held } = known;
  if (lines !== null) return tooMuch(lines, before) ?? sumUnits(lines);
  const ordered = without(before.lines ?? [], before.shipped);
  const all = new Map(ordered.map(({ productVariantId, quantity }) => [productVariantId, quantity]));
  for (const { productVariantId, quantity } of openUnits(held)) {
    all.set(productVariantId, Math.max(quantity, all.get(productVariantId) ?? 0));
  }
  if (all.size > 0 || before.lines !== null) {
    return sumUnits([...all].map(([productVariantId, quantity]) => ({ productVariantId, quantity })));
  }
  const made = new Set(before.reservationIds);
  return nothingKnown(
    view.reservationsOfOrder(orderId).filter(({ id }) => !made.has(id)),
    orderId,
  );
}

/** Of an order that nobody told of, and that holds nothing: it may have been sold by the API. */
function nothingKnown(reservations: readonly Reservation[], orderId: string): VariantUnits[] | Refusal {
  const over = reservations.find(({ status }) => status !== "FULFILLED");
  if (over) return reservationClosed(over, "orderId");
  if (reservations.length > 0) return [];
  const message = `Nothing is known of the order "${orderId}", and the message does not say what left.`;
  return { code: "NOT_FOUND", field: ["orderId"], message };
}

/** More than was ordered has not left: it was told twice, or for another order. */
function tooMuch(lines: readonly VariantUnits[], { lines: ordered, shipped }: OrderIntake): Refusal | null {
  if (ordered === null) return null;
  const [beyond] = without(sumUnits(lines, shipped), ordered);
  if (beyond === undefined) return null;
  const index = lines.findIndex(({ productVariantId }) => productVariantId === beyond.productVariantId);
  const message = `${beyond.quantity} more of "${beyond.productVariantId}" are said to have left than were ordered.`;
  return { code: "INVALID_QUANTITY", field: ["lines", String(Math.max(0, index)), "quantity"], message };
}

function openUnits(held: readonly Reservation[]): VariantUnits[] {
  return sumUnits(
    held.flatMap(({ lines }) =>
      lines.map((line) => ({ productVariantId: line.productVariantId, quantity: open(line) })),
    ),
  );
}
