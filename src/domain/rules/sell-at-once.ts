import type { OpenOrder, RuleContext } from "../commands.js";
import type { Decision, StockView } from "../decision.js";
import type { Reservation } from "../model.js";
import { Overlay } from "../overlay.js";
import { fulfill } from "./fulfill.js";
import { reserve } from "./reserve.js";

/** Holds every line or none, as `reserve` does. */
export function holdOrder(
  view: StockView,
  order: Pick<OpenOrder, "orderId" | "userId" | "lines" | "ttlSeconds">,
  context: RuleContext,
): Decision<{ reservation: Reservation }> {
  return reserve(view, { ...order, kind: "reserve", policy: "ALL_OR_NOTHING" }, context);
}

/** Holds every line or none, and sells it by the same change; what is owed (a backorder) is not sold. */
export function sellAtOnce(
  view: StockView,
  order: Pick<OpenOrder, "orderId" | "userId" | "lines">,
  context: RuleContext,
): Decision<{ reservation: Reservation }> {
  const held = holdOrder(view, { ...order, ttlSeconds: 0 }, context);
  if (!held.result.ok) return held;
  const overlay = new Overlay(view);
  overlay.apply(held.changes);
  const { id } = held.result.value.reservation;
  const sold = fulfill(overlay, { kind: "fulfill", reservationId: id, lines: null }, context);
  if (!sold.result.ok) return sold;
  overlay.apply(sold.changes);
  return { changes: overlay.changes(), result: { ok: true, value: sold.result.value } };
}
