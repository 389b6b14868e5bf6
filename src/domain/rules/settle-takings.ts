import type { RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Movement } from "../item-change.js";
import type { Reservation, ReservationStatus } from "../model.js";
import { holdsNothing, type Taking } from "./holds.js";

/** Units by warehouse. */
export type Units = ReadonlyMap<string, number>;

/** What is taken of each item, over all the reservations. */
export function unitsByItem(takings: readonly Taking[]): ReadonlyMap<string, Units> {
  const items = new Map<string, Map<string, number>>();
  for (const { reservation, units } of takings) {
    for (const [index, { productVariantId, warehouseId }] of reservation.lines.entries()) {
      const taken = units[index] as number;
      if (taken === 0) continue;
      const levels = items.get(productVariantId) ?? new Map<string, number>();
      levels.set(warehouseId, (levels.get(warehouseId) ?? 0) + taken);
      items.set(productVariantId, levels);
    }
  }
  return items;
}

/** What the taking moves of one item: a sale both, on hand and reserved, a release the latter alone. */
export function movementsOf(
  view: StockView,
  productVariantId: string,
  units: Units,
  become: "fulfilled" | "released",
): Movement[] {
  return view.levels(productVariantId).flatMap((level): Movement[] => {
    const taken = units.get(level.warehouseId);
    if (taken === undefined) return [];
    return [{ level, quantityDelta: become === "fulfilled" ? -taken : 0, reservedDelta: -taken }];
  });
}

/** The reservation without what was taken. Whatever takes its last unit decides its end. */
export function afterTaking(
  { reservation, units }: Taking,
  become: "fulfilled" | "released",
  end: ReservationStatus,
  context: RuleContext,
): Reservation {
  const lines = reservation.lines.map((line, index) => {
    const taken = units[index] as number;
    return taken === 0 ? line : { ...line, [become]: line[become] + taken };
  });
  const after = { ...reservation, lines, version: reservation.version + 1, updatedAt: context.now };
  return holdsNothing(after) ? { ...after, status: end } : after;
}
