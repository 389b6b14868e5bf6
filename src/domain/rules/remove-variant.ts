import type { Answers, RemoveVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { deleteItem } from "./delete-item.js";

/** As `deleteItem`; of a variant that has no item (any more) there is nothing to remove. */
export function removeVariant(
  view: StockView,
  { productVariantId }: RemoveVariant,
  context: RuleContext,
): Decision<Answers["removeVariant"]> {
  if (!view.item(productVariantId)) return accept({ item: null, removed: false }, {});
  return deleteItem(view, { kind: "deleteItem", productVariantId, expectedVersion: null }, context);
}
