import type { RuleContext } from "../commands.js";
import type { Item } from "../model.js";
import type { Overlay } from "../overlay.js";
import { createItem } from "./create-item.js";
import { discontinueItem } from "./discontinue-item.js";

/**
 * Makes a deleted item again, as it was and out of sale: something of it is there all the same, as if that had been
 * there when it was deleted.
 */
export function bringBack(
  overlay: Overlay,
  { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit }: Item,
  context: RuleContext,
): void {
  const attributes = { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit };
  const made = createItem(overlay, { kind: "createItem", ...attributes }, context);
  overlay.apply(made.changes);
  const named = { productVariantId, expectedVersion: null, discontinued: true };
  overlay.apply(discontinueItem(overlay, { kind: "discontinueItem", ...named }, context).changes);
}
