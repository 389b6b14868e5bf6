import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ simpleResolvers: true, description: "What one warehouse has of an item, in units." })
export class StockLevel {
  productVariantId!: string;
  warehouseId!: string;

  @Field(() => Int, { description: "Physical units on hand in the warehouse." })
  quantity!: number;

  @Field(() => Int)
  reservedQuantity!: number;

  @Field(() => Int, { description: "quantity - reservedQuantity" })
  availableQuantity!: number;
}
