import type { Answers, EndOrder, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { untold, weightier, type LevelUnits } from "../order-intake.js";
import { Overlay } from "../overlay.js";
import { bringBack } from "./bring-back.js";
import { isOpen } from "./holds.js";
import { release } from "./release.js";
import { takeBack } from "./take-back.js";

/**
 * Gives back what the order holds, and what was sold when it was created and has not left. An order that is not known
 * yet is remembered as ended: it will hold nothing. What has left stays sold. What comes back of an item that was deleted
 * since is left of it, as if the order had ended before: the item is there again, out of sale.
 */
export function endOrder(
  view: StockView,
  command: EndOrder,
  context: RuleContext,
): Decision<Answers["endOrder"]> {
  const { orderId } = command;
  const before = view.orderIntake(orderId) ?? untold(orderId, context.now);
  const overlay = new Overlay(view);
  const released = releaseAll(overlay, orderId, context);
  const leftOf = bringBackDeleted(overlay, before.unclaimed, context);
  const returned = giveBack(overlay, orderId, { units: before.unclaimed, context });
  if (!returned.result.ok) return { ...returned, result: returned.result };
  overlay.apply(returned.changes);
  const intake = {
    ...before,
    ended: weightier(before.ended, command.reason),
    unclaimed: [],
    updatedAt: context.now,
  };
  const { items } = returned.result.value;
  const left = items.filter(({ productVariantId }) => leftOf.has(productVariantId));
  const answer = { released, returned: items, left };
  return accept(answer, { ...overlay.changes(), intakes: [intake] });
}

function releaseAll(
  overlay: Overlay,
  orderId: string,
  context: RuleContext,
): Answers["endOrder"]["released"] {
  if (!overlay.reservationsOfOrder(orderId).some(isOpen)) return [];
  const command = {
    kind: "release",
    reservationId: null,
    orderId,
    lines: null,
    reason: "ORDER_CANCELLED",
  } as const;
  const { changes, result } = release(overlay, command, context);
  if (!result.ok) throw new Error(`What the order "${orderId}" holds cannot be released`);
  overlay.apply(changes);
  return result.value.reservations;
}

/** @returns the variants that were deleted. */
function bringBackDeleted(
  overlay: Overlay,
  units: readonly LevelUnits[],
  context: RuleContext,
): ReadonlySet<string> {
  const deleted = new Set<string>();
  for (const { productVariantId } of units) {
    const item = overlay.deletedItem(productVariantId);
    if (item === undefined) continue;
    bringBack(overlay, item, context);
    deleted.add(productVariantId);
  }
  return deleted;
}

function giveBack(
  overlay: Overlay,
  orderId: string,
  { units, context }: { units: readonly LevelUnits[]; context: RuleContext },
) {
  const lines = units.map(({ productVariantId, warehouseId, quantity }) => ({
    ...{ productVariantId, quantity, warehouse: warehouseId },
  }));
  return takeBack(overlay, { kind: "takeBack", orderId, lines }, context);
}
