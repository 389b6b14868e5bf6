import type { Item, Level, Reservation } from "../../src/domain/model.js";
import { EAST, itemOf, level, MAIN, NOW, stateOf } from "./stock.js";

/** Of one variant in one warehouse; fulfilled and released: what is over already. */
export function heldLine(productVariantId: string, quantity: number, warehouse = MAIN, over = {}) {
  return { productVariantId, warehouseId: warehouse.id, quantity, fulfilled: 0, released: 0, ...over };
}

/** Holds 3 of "a" in MAIN for a minute, unless told otherwise. */
export function reservationOf(id: string, changes: Partial<Reservation> = {}): Reservation {
  return {
    id,
    orderId: "order-1",
    userId: null,
    status: "ACTIVE",
    expiresAt: NOW + 60_000,
    lines: [heldLine("a", 3)],
    version: 1,
    createdAt: NOW - 1_000,
    updatedAt: NOW - 1_000,
    ...changes,
  };
}

interface HeldStock {
  /** On hand of each variant in MAIN and in EAST; by default 10 in MAIN. */
  readonly onHand?: Readonly<Record<string, readonly [number, number]>>;
  readonly item?: Partial<Item>;
  readonly main?: Partial<Level>;
}

/** Stock of which the reservations hold what their lines say. */
export function stateWith(reservations: readonly Reservation[], stock: HeldStock = {}) {
  const lines = reservations.flatMap((reservation) => reservation.lines);
  const onHand = stock.onHand ?? { a: [10, 0] };
  const reserved = (id: string, warehouseId: string) =>
    lines
      .filter((line) => line.productVariantId === id && line.warehouseId === warehouseId)
      .reduce((total, line) => total + line.quantity - line.fulfilled - line.released, 0);
  const levelsOf = (id: string, [main, east]: readonly [number, number]) => [
    level(id, MAIN, { quantity: main, reserved: reserved(id, MAIN.id), ...stock.main }),
    level(id, EAST, { quantity: east, reserved: reserved(id, EAST.id) }),
  ];
  const stocked = Object.entries(onHand).map(([id, quantities]) => {
    const levels = levelsOf(id, quantities);
    return { item: itemOf(id, levels, stock.item), levels };
  });
  return stateOf({
    items: stocked.map(({ item }) => item),
    levels: stocked.flatMap(({ levels }) => levels),
    reservations,
  });
}
