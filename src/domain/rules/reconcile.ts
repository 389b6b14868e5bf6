import type { Answers, Reconcile, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { findWarehouse, itemNotFound, levelIn, staleVersion, warehouseNotFound } from "../find.js";
import { changeItem, type Movement } from "../item-change.js";
import { available, MAX_QUANTITY, type Item, type Level } from "../model.js";
import { RECONCILIATION } from "../reconciliation.js";
import type { Refusal } from "../refusal.js";
import { levelEvents } from "./level-events.js";

/** Books by how much a level was found to differ from somebody else's figures. */
export function reconcile(
  view: StockView,
  command: Reconcile,
  context: RuleContext,
): Decision<Answers["reconcile"]> {
  const { productVariantId, delta, expectedVersion, reconciliationId } = command;
  const item = view.item(productVariantId);
  if (!item) return refuse([itemNotFound(productVariantId, ["productVariantId"])]);
  if (expectedVersion !== item.version)
    return refuse([staleVersion(item, expectedVersion, ["expectedVersion"])]);
  const warehouse = findWarehouse(view, command.warehouse, context);
  if (!warehouse) return refuse([warehouseNotFound(command.warehouse, ["warehouse"])]);
  const level = levelIn(view, item, warehouse.id);
  const refusal = outOfRange(item, level, delta);
  if (refusal) return refuse([refusal]);

  const movements: Movement[] = [{ level, quantityDelta: delta, reservedDelta: 0 }];
  const cause = { kind: "ADJUSTMENT", reason: RECONCILIATION, reference: reconciliationId } as const;
  const told = { changeType: "ADJUSTMENT", trigger: "SCHEDULED_SYNC", orderId: null } as const;
  const events = () => levelEvents(item, movements, told, context);
  const change = changeItem({ item, movements, cause, context, events });
  return accept(
    { item: change.item, entries: change.entries },
    {
      items: [change.item],
      levels: change.levels,
      entries: change.entries,
      // The sync document: nobody is notified of low stock by a scheduled sync. It comes last, and leaves no gap.
      events: change.events.filter(({ type }) => type !== "LowStockThresholdReachedEvent"),
    },
  );
}

/** What is held must be on hand, but for what MAIN may owe. */
function outOfRange(item: Item, level: Level, delta: number): Refusal | null {
  if (item.quantity + delta > MAX_QUANTITY) {
    const message = `The quantity over all warehouses would exceed ${MAX_QUANTITY}.`;
    return { code: "INVALID_QUANTITY", field: ["delta"], message };
  }
  const owing = level.backorderLimit ?? Number.MAX_SAFE_INTEGER;
  const free = Math.max(0, Math.min(level.quantity, available(level) + owing));
  if (delta >= 0 || -delta <= free) return null;
  const { productVariantId } = item;
  return {
    code: "INSUFFICIENT_STOCK",
    field: ["delta"],
    message: `${-delta} fewer of "${productVariantId}" are there than booked, but of ${level.quantity} on hand ${level.reserved} are held: ${free} can be taken.`,
    shortage: { productVariantId, requested: -delta, available: free },
  };
}
