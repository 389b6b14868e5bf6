import type { InventoryItemCreated, InventoryItemDeactivated } from "../events.js";
import type { Item } from "../model.js";

/** What events of an item tell of it, and what an update can change. */
export function attributesOf(item: Item): InventoryItemCreated["data"] {
  const { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit } = item;
  return { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit };
}

export function deactivated(
  item: Item,
  reason: InventoryItemDeactivated["data"]["reason"],
): InventoryItemDeactivated {
  return {
    type: "InventoryItemDeactivatedEvent",
    data: {
      productVariantId: item.productVariantId,
      reason,
      currentQuantity: item.quantity,
      reservedQuantity: item.reserved,
      inTransitQuantity: item.inTransit,
    },
  };
}
