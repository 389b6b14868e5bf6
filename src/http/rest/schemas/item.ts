import { Type, type Static } from "@sinclair/typebox";
import { available, type Item } from "../../../domain/model.js";
import { choice, moment, opaqueId } from "./fields.js";

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

/** As the integration document names the fields; GraphQL's InventoryItem has the same. */
export const InventoryItem = Type.Object(
  {
    id: Type.String({ format: "uuid", description: "Of the record, made by the service." }),
    productVariantId: opaqueId("The product service's id.", "mug-red"),
    sku: Type.Unsafe<string | null>({ type: ["string", "null"], examples: ["MUG-RED"] }),
    status: choice(["IN_STOCK", "LOW_STOCK", "OUT_OF_STOCK", "DISCONTINUED"], {
      description: "By what is available.",
    }),
    quantity: count("Units on hand, over all warehouses.", 10),
    reservedQuantity: count("Units held for orders.", 3),
    availableQuantity: count("quantity - reservedQuantity", 7),
    inTransitQuantity: count("Units on their way between warehouses, no part of quantity.", 0),
    lowStockThreshold: count("LOW_STOCK at this many available units or fewer.", 3),
    backorderPolicy: choice(["DENY", "LIMIT", "ALLOW"]),
    backorderLimit: Type.Unsafe<number | null>({
      type: ["integer", "null"],
      description: "How far availableQuantity may fall below 0; null unless the policy is LIMIT.",
    }),
    version: count("Raised by one by each change.", 4),
    createdAt: moment("When the item was made."),
    updatedAt: moment("When it was last changed."),
  },
  { $id: "InventoryItem", additionalProperties: false },
);
export type InventoryItem = Static<typeof InventoryItem>;

export function toInventoryItem(item: Item): InventoryItem {
  return {
    id: item.id,
    productVariantId: item.productVariantId,
    sku: item.sku,
    status: item.status,
    quantity: item.quantity,
    reservedQuantity: item.reserved,
    availableQuantity: available(item),
    inTransitQuantity: item.inTransit,
    lowStockThreshold: item.lowStockThreshold,
    backorderPolicy: item.backorderPolicy,
    backorderLimit: item.backorderLimit,
    version: item.version,
    createdAt: new Date(item.createdAt).toISOString(),
    updatedAt: new Date(item.updatedAt).toISOString(),
  };
}
