import type { RuleContext } from "../commands.js";
import type { StockLevelChanged } from "../events.js";
import type { Movement } from "../item-change.js";
import { available, type ChangeType, type Item } from "../model.js";

interface LevelCause {
  readonly changeType: ChangeType;
  readonly orderId: string | null;
  /** By default what follows from the type of change. */
  readonly trigger?: StockLevelChanged["data"]["trigger"];
}

/** One event a warehouse whose quantity changes, each with the item's totals as they pass. */
export function levelEvents(
  item: Item,
  movements: readonly Movement[],
  { changeType, orderId, trigger }: LevelCause,
  { subject }: RuleContext,
): StockLevelChanged[] {
  let { quantity, reserved } = item;
  return movements.map(({ level, quantityDelta, reservedDelta }): StockLevelChanged => {
    const oldQuantity = quantity;
    quantity += quantityDelta;
    reserved += reservedDelta;
    return {
      type: "StockLevelChangedEvent",
      data: {
        productVariantId: item.productVariantId,
        newQuantity: quantity,
        oldQuantity,
        quantityChanged: quantityDelta,
        changeType,
        sku: item.sku,
        warehouseId: level.warehouseId,
        orderId,
        updatedBy: subject,
        trigger: trigger ?? (changeType === "SALE" ? "ORDER_CONFIRMED" : "ADMIN_UPDATE"),
        availableQuantity: available({ quantity, reserved }),
      },
    };
  });
}
