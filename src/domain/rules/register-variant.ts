import type { Answers, RegisterVariant, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import type { Item } from "../model.js";
import { Overlay } from "../overlay.js";
import { isLate, saidBy, unsaid, withSaid, type VariantFact } from "../variant-intake.js";
import { adjust } from "./adjust.js";
import { createItem } from "./create-item.js";
import { deleteItem } from "./delete-item.js";

type Registered = Decision<Answers["registerVariant"]>;

/**
 * Makes the item unless there is one; its initial stock comes in as a purchase. If its deletion was said later and came
 * first, it is made and deleted.
 */
export function registerVariant(view: StockView, command: RegisterVariant, context: RuleContext): Registered {
  const { productVariantId } = command;
  const before = view.variantIntake(productVariantId) ?? unsaid(productVariantId, context.now);
  const at = saidBy(command.saidAt, context.now);
  const saying = (...facts: VariantFact[]) => [withSaid(before, facts, { at, now: context.now })];
  const late = isLate(at, before.deletedSaid);
  const known = view.item(productVariantId) ?? (late ? view.deletedItem(productVariantId) : undefined);
  if (known) return accept({ item: known, created: false }, { variantIntakes: saying("createdSaid") });
  const overlay = new Overlay(view);
  const made = makeItem(overlay, command, context);
  if (!made.result.ok) return made;
  if (late) {
    const named = { productVariantId, expectedVersion: null };
    const gone = deleteItem(overlay, { kind: "deleteItem", ...named }, context);
    if (!gone.result.ok) return { ...gone, result: gone.result };
    overlay.apply(gone.changes);
  }
  const changes = overlay.changes();
  // One that was there before begins anew: what was said of it until then is over.
  const again = before.deletedSaid !== null || view.deletedItem(productVariantId) !== undefined;
  const variantIntakes = again ? saying("createdSaid", "skuSaid", "saleSaid") : saying("createdSaid");
  return accept({ item: changes.items[0] as Item, created: true }, { ...changes, variantIntakes });
}

function makeItem(overlay: Overlay, command: RegisterVariant, context: RuleContext): Registered {
  const { productVariantId, sku, lowStockThreshold, initialStock } = command;
  const made = createItem(
    overlay,
    {
      ...{ kind: "createItem", productVariantId, sku, lowStockThreshold },
      ...{ backorderPolicy: "DENY", backorderLimit: null },
    },
    context,
  );
  if (!made.result.ok) return { ...made, result: made.result };
  overlay.apply(made.changes);
  if (initialStock === 0) return accept({ item: made.result.value.item, created: true }, {});
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
  return accept({ item: stocked.result.value.item, created: true }, {});
}
