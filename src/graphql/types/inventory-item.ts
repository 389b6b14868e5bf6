import { Field, ID, Int, ObjectType } from "type-graphql";
import type { BackorderPolicy, StockStatus } from "../../domain/model.js";
import { GraphQLDateTime } from "../scalars.js";
import { BackorderPolicyEnum, StockStatusEnum } from "./enums.js";
import { Node } from "./node.js";

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "What one product variant has in stock. Quantities are units, over all warehouses.",
})
export class InventoryItem implements Node {
  /** Set: its stock, and that of its levels, is as it was then. */
  asOf?: Date | null;

  @Field(() => ID)
  id!: string;

  @Field(() => ID, { description: "The product service's id, 1-64 characters." })
  productVariantId!: string;

  @Field(() => String, { nullable: true })
  sku!: string | null;

  @Field(() => StockStatusEnum)
  status!: StockStatus;

  @Field(() => Int, { description: "Physical units on hand, over all warehouses." })
  quantity!: number;

  @Field(() => Int, { description: "Units held for orders." })
  reservedQuantity!: number;

  @Field(() => Int, { description: "quantity - reservedQuantity" })
  availableQuantity!: number;

  @Field(() => Int, {
    description: "Units on their way between warehouses: on hand nowhere, and no part of quantity.",
  })
  inTransitQuantity!: number;

  @Field(() => Int, { description: "LOW_STOCK at this many available units or fewer." })
  lowStockThreshold!: number;

  @Field(() => BackorderPolicyEnum)
  backorderPolicy!: BackorderPolicy;

  @Field(() => Int, {
    nullable: true,
    description: "How far available may fall below zero; null unless the policy is LIMIT.",
  })
  backorderLimit!: number | null;

  @Field(() => Int, { description: "Raised by one by each command that changes the item." })
  version!: number;

  @Field(() => GraphQLDateTime)
  createdAt!: Date;

  @Field(() => GraphQLDateTime)
  updatedAt!: Date;
}
