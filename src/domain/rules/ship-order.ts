import type { Answers, RuleContext, ShipOrder } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import type { Reservation } from "../model.js";
import {
  sumUnits,
  untold,
  without,
  type LevelUnits,
  type OrderIntake,
  type VariantUnits,
} from "../order-intake.js";
import { Overlay } from "../overlay.js";
import type { Refusal } from "../refusal.js";
import { fulfill } from "./fulfill.js";
import { Holds, isOpen, oldestFirst } from "./holds.js";
import { sellAtOnce } from "./sell-at-once.js";
import { whatLeaves } from "./what-leaves.js";

/**
 * Books that goods have left, whatever was told of the order before: first what was sold when it was created, then what
 * it holds, then what is available. Goods that are not there have not left: that is refused.
 */
export function shipOrder(
  view: StockView,
  command: ShipOrder,
  context: RuleContext,
): Decision<Answers["shipOrder"]> {
  const { orderId } = command;
  const before = view.orderIntake(orderId) ?? untold(orderId, context.now);
  const held = oldestFirst(view.reservationsOfOrder(orderId).filter(isOpen));
  // All of it is gone already: this part of it left before, and is told late.
  if (command.lines !== null && before.whole) return accept({ reservations: [] }, {});
  const leaving = whatLeaves(view, command, { before, held });
  if ("code" in leaving) return refuse([leaving]);

  const overlay = new Overlay(view);
  const claimed = claim(before.unclaimed, leaving);
  const rest = sellHeld(overlay, { held, wanted: claimed.missing, context });
  if ("refusals" in rest) return refuse(rest.refusals);
  const free = sellFree(overlay, { orderId, units: rest.missing, context });
  if ("refusals" in free) return refuse(free.refusals);
  const intake: OrderIntake = {
    ...before,
    shipped: sumUnits(before.shipped, leaving),
    whole: before.whole || command.lines === null,
    unclaimed: claimed.left,
    reservationIds: [...before.reservationIds, ...free.reservationIds],
    updatedAt: context.now,
  };
  const changes = overlay.changes();
  return accept({ reservations: changes.reservations }, { ...changes, intakes: [intake] });
}

/** What of it was sold already, when the order was created. */
function claim(unclaimed: readonly LevelUnits[], leaving: readonly VariantUnits[]) {
  const missing = new Map(leaving.map(({ productVariantId, quantity }) => [productVariantId, quantity]));
  const left = unclaimed.flatMap((units): LevelUnits[] => {
    const wanted = missing.get(units.productVariantId) ?? 0;
    const taken = Math.min(wanted, units.quantity);
    missing.set(units.productVariantId, wanted - taken);
    return taken === units.quantity ? [] : [{ ...units, quantity: units.quantity - taken }];
  });
  const rest = [...missing].map(([productVariantId, quantity]) => ({ productVariantId, quantity }));
  return { left, missing: sumUnits(rest) };
}

type Part = { readonly missing: readonly VariantUnits[] } | { readonly refusals: readonly Refusal[] };

/** Sells what the order holds of it, the oldest reservation first. */
function sellHeld(
  overlay: Overlay,
  {
    held,
    wanted,
    context,
  }: { held: readonly Reservation[]; wanted: readonly VariantUnits[]; context: RuleContext },
): Part {
  let missing: readonly VariantUnits[] = wanted;
  for (const reservation of held) {
    const holds = new Holds([reservation]);
    const part = missing.flatMap(({ productVariantId, quantity }) => {
      const taken = Math.min(quantity, holds.left({ productVariantId, warehouseId: null }));
      return taken > 0 ? [{ productVariantId, quantity: taken, warehouse: null }] : [];
    });
    if (part.length === 0) continue;
    const command = { kind: "fulfill", reservationId: reservation.id, lines: part } as const;
    const { changes, result } = fulfill(overlay, command, context);
    if (!result.ok) return { refusals: result.refusals };
    overlay.apply(changes);
    missing = without(missing, part);
  }
  return { missing };
}

/** Sells what nobody holds for the order: its hold is over, or there never was one. */
function sellFree(
  overlay: Overlay,
  { orderId, units, context }: { orderId: string; units: readonly VariantUnits[]; context: RuleContext },
): { readonly reservationIds: readonly string[] } | { readonly refusals: readonly Refusal[] } {
  if (units.length === 0) return { reservationIds: [] };
  const lines = units.map((line) => ({ ...line, warehouse: null }));
  const { changes, result } = sellAtOnce(overlay, { orderId, userId: context.userId, lines }, context);
  if (!result.ok) return { refusals: result.refusals };
  overlay.apply(changes);
  return { reservationIds: [result.value.reservation.id] };
}
