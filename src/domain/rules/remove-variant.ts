import type { Answers, RemoveVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { saidBy, unsaid, withSaid } from "../variant-intake.js";
import { deleteItem } from "./delete-item.js";

/**
 * As `deleteItem`. Of a variant that has no item (any more), or was created again since, there is nothing to remove, but
 * it is remembered for what was said earlier and comes later.
 */
export function removeVariant(
  view: StockView,
  { productVariantId, saidAt }: RemoveVariant,
  context: RuleContext,
): Decision<Answers["removeVariant"]> {
  const before = view.variantIntake(productVariantId) ?? unsaid(productVariantId, context.now);
  const at = saidBy(saidAt, context.now);
  const variantIntakes = [withSaid(before, ["deletedSaid"], { at, now: context.now })];
  const createdSince = before.createdSaid !== null && at < before.createdSaid;
  if (createdSince || !view.item(productVariantId)) {
    return accept({ item: null, removed: false }, { variantIntakes });
  }
  const named = { productVariantId, expectedVersion: null };
  const { changes, result } = deleteItem(view, { kind: "deleteItem", ...named }, context);
  return { changes: { ...changes, variantIntakes }, result };
}
