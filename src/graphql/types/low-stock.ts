import { createUnionType, Field, ID, Int, ObjectType } from "type-graphql";
import type { StockStatus } from "../../domain/model.js";
import { GraphQLPosition } from "../scalars.js";
import { StockStatusEnum } from "./enums.js";
import { InventoryItem } from "./inventory-item.js";

@ObjectType({
  simpleResolvers: true,
  description:
    "What is low or out of stock, in messages of at most 500 items each, by productVariantId. The first of them takes the place of all that was told before: a subscriber that falls behind is shown everything again.",
})
export class LowStockSnapshot {
  @Field(() => GraphQLPosition, { description: "Every event up to it is in here." })
  position!: number;

  @Field(() => [InventoryItem])
  items!: InventoryItem[];

  @Field({ description: "The next message goes on with it; false: this was the last, and changes follow." })
  more!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "An item as it is now, once for all that happened to it at about the same time. It belongs to what is low for as long as its status is one of those asked for, and leaves with the change that tells another.",
})
export class LowStockChange {
  @Field(() => GraphQLPosition, { description: "Every event up to it is in what was told by then." })
  position!: number;

  @Field(() => ID)
  productVariantId!: string;

  @Field(() => StockStatusEnum, { description: "DISCONTINUED also of an item that was deleted." })
  status!: StockStatus;

  @Field(() => Int, { description: "Units available over all warehouses." })
  availableQuantity!: number;

  @Field(() => Int, { description: "Greater than in whatever was told of the item before." })
  itemVersion!: number;

  @Field(() => InventoryItem, { nullable: true, description: "null: it was deleted." })
  item!: InventoryItem | null;
}

export const LowStockUpdate = createUnionType({
  name: "LowStockUpdate",
  types: () => [LowStockSnapshot, LowStockChange] as const,
});
