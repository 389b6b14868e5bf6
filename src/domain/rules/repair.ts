import { differencesOf, type Audit, type StockDifference } from "../audit.js";
import type { Answers, Repair, RuleContext } from "../commands.js";
import { accept, type Decision, type StockView } from "../decision.js";
import type { StockLevelChanged } from "../events.js";
import { changeItem, type ItemChange } from "../item-change.js";
import { available, MAIN_WAREHOUSE_ID, type Item } from "../model.js";
import { correctionOf, corrected, type Correction } from "./correction.js";

/** Books what brings each item's numbers back into agreement; the ledger gets entries, and loses none. */
export function repair(view: StockView, command: Repair, context: RuleContext): Decision<Answers["repair"]> {
  const repaired: StockDifference[] = [];
  const beyondRepair: StockDifference[] = [];
  const changes: ItemChange[] = [];
  for (const id of new Set(command.productVariantIds)) {
    const item = view.item(id) ?? view.deletedItem(id);
    const balance = view.balance(id);
    if (!item || !balance) continue;
    const audit: Audit = { item, levels: view.levels(id), balance };
    const found = differencesOf(audit);
    if (found.length === 0) continue;
    const correction = correctionOf(audit);
    const left = correction ? differencesOf(corrected(audit, correction)) : found;
    const stays = new Set(left.map(nameOf));
    repaired.push(...found.filter((difference) => !stays.has(nameOf(difference))));
    beyondRepair.push(...left);
    if (correction) changes.push(book(audit, correction, found, context));
  }
  return accept(
    { repaired, beyondRepair },
    {
      items: changes.map(({ item }) => item),
      levels: changes.flatMap(({ levels }) => levels),
      entries: changes.flatMap(({ entries }) => entries),
      events: changes.flatMap(({ events }) => events),
    },
  );
}

function nameOf({ what, warehouseId }: StockDifference): string {
  return `${what} ${warehouseId ?? ""}`;
}

function book(
  { item }: Audit,
  { movements, levels, totals, inTransit }: Correction,
  found: readonly StockDifference[],
  context: RuleContext,
): ItemChange {
  const reason = found.map(({ what, stored, expected }) => `${what} ${stored} -> ${expected}`).join(", ");
  const cause = { kind: "CORRECTION", reason: `Repair: ${reason}`.slice(0, 500) } as const;
  const where = found.find(({ what }) => what === "LEDGER_QUANTITY")?.warehouseId ?? MAIN_WAREHOUSE_ID;
  const events = (after: Item) =>
    after.quantity === item.quantity ? [] : [levelChanged(item, after, where, context)];
  const attributes = { inTransit };
  return changeItem({ item, movements, levels, totals, attributes, cause, context, events });
}

function levelChanged(
  before: Item,
  after: Item,
  warehouseId: string,
  { subject }: RuleContext,
): StockLevelChanged {
  return {
    type: "StockLevelChangedEvent",
    data: {
      productVariantId: after.productVariantId,
      newQuantity: after.quantity,
      oldQuantity: before.quantity,
      quantityChanged: after.quantity - before.quantity,
      changeType: "ADJUSTMENT",
      sku: after.sku,
      warehouseId,
      orderId: null,
      updatedBy: subject,
      trigger: "SCHEDULED_SYNC",
      availableQuantity: available(after),
    },
  };
}
