import type { Answers, DeleteItem, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { changeItem } from "../item-change.js";
import { discontinueItem } from "./discontinue-item.js";
import { findItem } from "./find-item.js";
import { deactivated } from "./item-events.js";

/**
 * Removes an item that has nothing: its row stays, for its ledger, but no verb finds it any
 * more. One that has stock, holds or units on their way is discontinued instead.
 */
export function deleteItem(
  view: StockView,
  command: DeleteItem,
  context: RuleContext,
): Decision<Answers["deleteItem"]> {
  const found = findItem(view, command);
  if ("refusal" in found) return refuse([found.refusal]);
  const { item: before } = found;
  if (before.quantity + before.reserved + before.inTransit > 0) {
    const { changes, result } = discontinueItem(
      view,
      { ...command, kind: "discontinueItem", discontinued: true },
      context,
    );
    return { changes, result: result.ok ? { ok: true, value: { ...result.value, removed: false } } : result };
  }
  const { item: emptied, ...rest } = changeItem({
    item: before,
    movements: [],
    attributes: { discontinued: true, deletedAt: context.now },
    context,
    events: (after) => [deactivated(after, "DELETED")],
  });
  // Nothing is held, so nothing expires: nobody must come back for it.
  const item = { ...emptied, nextExpiry: null };
  const assignments = view
    .assignments(item.productVariantId)
    .map(({ binId, productVariantId }) => ({ binId, productVariantId, assigned: false }));
  return accept({ item, removed: true }, { items: [item], assignments, ...rest });
}
