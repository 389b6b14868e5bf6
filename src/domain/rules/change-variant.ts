import type { Answers, ChangeVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import type { Item } from "../model.js";
import { Overlay } from "../overlay.js";
import { discontinueItem } from "./discontinue-item.js";
import { updateItem } from "./update-item.js";

/** Takes over what concerns stock: the sku, and whether the variant is sold at all. */
export function changeVariant(
  view: StockView,
  { productVariantId, sku, discontinued }: ChangeVariant,
  context: RuleContext,
): Decision<Answers["changeVariant"]> {
  const named = { productVariantId, expectedVersion: null };
  const overlay = new Overlay(view);
  const updated = updateItem(overlay, { kind: "updateItem", ...named, sku }, context);
  if (!updated.result.ok) return { ...updated, result: updated.result };
  overlay.apply(updated.changes);
  if (discontinued !== undefined) {
    const moved = discontinueItem(overlay, { kind: "discontinueItem", ...named, discontinued }, context);
    overlay.apply(moved.changes);
  }
  return accept({ item: overlay.item(productVariantId) as Item }, overlay.changes());
}
