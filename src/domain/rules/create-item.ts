import type { Answers, CreateItem, RuleContext } from "../commands.js";
import { accept, refuse, type Decision, type StockView } from "../decision.js";
import { MAIN_WAREHOUSE_ID, type BackorderPolicy, type Item } from "../model.js";

/** A new item with nothing in stock, at version 1; what MAIN may owe follows its policy. */
export function createItem(
  view: StockView,
  command: CreateItem,
  context: RuleContext,
): Decision<Answers["createItem"]> {
  const { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit } = command;
  if (view.item(productVariantId)) {
    const message = `An inventory item with the product variant id "${productVariantId}" exists already.`;
    return refuse([{ code: "ALREADY_EXISTS", field: ["productVariantId"], message }]);
  }
  const item: Item = {
    id: context.newId(),
    productVariantId,
    sku,
    quantity: 0,
    reserved: 0,
    status: "OUT_OF_STOCK",
    lowStockThreshold,
    backorderPolicy,
    backorderLimit,
    version: 1,
    nextExpiry: null,
    inTransit: 0,
    deletedAt: null,
    createdAt: context.now,
    updatedAt: context.now,
  };
  const main = {
    productVariantId,
    warehouseId: MAIN_WAREHOUSE_ID,
    quantity: 0,
    reserved: 0,
    backorderLimit: owing(backorderPolicy, backorderLimit),
  };
  return accept({ item }, { items: [item], levels: [main] });
}

/** Units that MAIN may owe; null = without bound. */
function owing(policy: BackorderPolicy, limit: number | null): number | null {
  switch (policy) {
    case "DENY":
      return 0;
    case "LIMIT":
      return limit ?? 0;
    case "ALLOW":
      return null;
    default:
      return policy satisfies never;
  }
}
