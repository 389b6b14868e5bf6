import type { Answers, CreateItem, RuleContext } from "../commands.js";
import { accept, eventsOf, itemAggregate, refuse, type Decision, type StockView } from "../decision.js";
import type { Item } from "../model.js";
import { mainLevel } from "../backorder.js";
import { attributesOf } from "./item-events.js";

/**
 * A new item with nothing in stock; what MAIN may owe follows its policy. A variant that was
 * deleted is revived: its row and ledger go on, so its version does, and `createdAt` stays.
 */
export function createItem(
  view: StockView,
  command: CreateItem,
  context: RuleContext,
): Decision<Answers["createItem"]> {
  const { kind: _, ...attributes } = command;
  const { productVariantId } = attributes;
  if (view.item(productVariantId)) {
    const message = `An inventory item with the product variant id "${productVariantId}" exists already.`;
    return refuse([{ code: "ALREADY_EXISTS", field: ["productVariantId"], message }]);
  }
  const before = view.deletedItem(productVariantId);
  const item: Item = {
    ...attributes,
    id: before?.id ?? context.newId(),
    quantity: 0,
    reserved: 0,
    status: "OUT_OF_STOCK",
    version: (before?.version ?? 0) + 1,
    nextExpiry: null,
    inTransit: 0,
    deletedAt: null,
    createdAt: before?.createdAt ?? context.now,
    updatedAt: context.now,
  };
  const created = { type: "InventoryItemCreatedEvent" as const, data: attributesOf(item) };
  return accept(
    { item },
    {
      items: [item],
      levels: [mainLevel({ productVariantId, quantity: 0, reserved: 0 }, item)],
      events: eventsOf(itemAggregate(item), [created], context),
    },
  );
}
