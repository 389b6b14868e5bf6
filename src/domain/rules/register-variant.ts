import type { Answers, RegisterVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import { Overlay } from "../overlay.js";
import { adjust } from "./adjust.js";
import { createItem } from "./create-item.js";

/** Makes the item unless there is one; its initial stock comes in as a purchase. */
export function registerVariant(
  view: StockView,
  { productVariantId, sku, initialStock, lowStockThreshold }: RegisterVariant,
  context: RuleContext,
): Decision<Answers["registerVariant"]> {
  const known = view.item(productVariantId);
  if (known) return accept({ item: known, created: false }, {});
  const made = createItem(
    view,
    {
      ...{ kind: "createItem", productVariantId, sku, lowStockThreshold },
      ...{ backorderPolicy: "DENY", backorderLimit: null },
    },
    context,
  );
  if (!made.result.ok) return { ...made, result: made.result };
  const { item } = made.result.value;
  if (initialStock === 0) return accept({ item, created: true }, made.changes);
  const overlay = new Overlay(view);
  overlay.apply(made.changes);
  const stocked = adjust(
    overlay,
    {
      ...{ kind: "adjust", productVariantId, delta: initialStock, changeType: "PURCHASE", warehouse: null },
      ...{ reason: "initial stock", orderId: null, expectedVersion: null },
    },
    context,
  );
  if (!stocked.result.ok) return { ...stocked, result: stocked.result };
  overlay.apply(stocked.changes);
  return accept({ item: stocked.result.value.item, created: true }, overlay.changes());
}
