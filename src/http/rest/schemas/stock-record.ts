import { Type, type Static } from "@sinclair/typebox";
import { available, type Item } from "../../../domain/model.js";
import { moment, opaqueId } from "./fields.js";

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

/** The entity of the service architecture document, by its names. */
export const StockRecord = Type.Object(
  {
    id: Type.String({ format: "uuid", description: "Of the record, made by the service." }),
    product_id: opaqueId("The catalogue's id, which elsewhere is productVariantId.", "mug-red"),
    quantity: count("Units on hand, over all warehouses.", 10),
    reserved: count("Units held for orders.", 3),
    available: count("quantity - reserved", 7),
    version: count("Raised by one by each change.", 4),
    updated_at: moment("When it was last changed."),
  },
  { $id: "StockRecord", additionalProperties: false },
);
export type StockRecord = Static<typeof StockRecord>;

export function toStockRecord(item: Item): StockRecord {
  return {
    id: item.id,
    product_id: item.productVariantId,
    quantity: item.quantity,
    reserved: item.reserved,
    available: available(item),
    version: item.version,
    updated_at: new Date(item.updatedAt).toISOString(),
  };
}
