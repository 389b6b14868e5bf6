import type { Answers, ChangeVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import type { Item } from "../model.js";
import { Overlay } from "../overlay.js";
import { isLate, saidBy, unsaid, withSaid } from "../variant-intake.js";
import { discontinueItem } from "./discontinue-item.js";
import { updateItem } from "./update-item.js";

/**
 * Takes over what concerns stock: the sku, and whether the variant is sold at all; of each what was said last. One that
 * was deleted has nothing left to change.
 */
export function changeVariant(
  view: StockView,
  command: ChangeVariant,
  context: RuleContext,
): Decision<Answers["changeVariant"]> {
  const { productVariantId } = command;
  if (view.deletedItem(productVariantId)) return accept({ item: null }, {});
  const before = view.variantIntake(productVariantId) ?? unsaid(productVariantId, context.now);
  const at = saidBy(command.saidAt, context.now);
  // What is said twice at the same time is taken as it comes; a deletion is the end of it.
  const sku = isLate(at + 1, before.skuSaid) ? undefined : command.sku;
  const over = isLate(at + 1, before.saleSaid) || isLate(at, before.deletedSaid);
  const discontinued = over ? undefined : command.discontinued;

  const named = { productVariantId, expectedVersion: null };
  const overlay = new Overlay(view);
  const updated = updateItem(overlay, { kind: "updateItem", ...named, sku }, context);
  if (!updated.result.ok) return { ...updated, result: updated.result };
  overlay.apply(updated.changes);
  if (discontinued !== undefined) {
    const moved = discontinueItem(overlay, { kind: "discontinueItem", ...named, discontinued }, context);
    overlay.apply(moved.changes);
  }
  const facts = [
    ...(sku === undefined ? [] : (["skuSaid"] as const)),
    ...(discontinued === undefined ? [] : (["saleSaid"] as const)),
  ];
  const variantIntakes = facts.length === 0 ? [] : [withSaid(before, facts, { at, now: context.now })];
  const item = overlay.item(productVariantId) as Item;
  return accept({ item }, { ...overlay.changes(), variantIntakes });
}
