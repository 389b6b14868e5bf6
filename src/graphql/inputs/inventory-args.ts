import { ArgsType, Field, ID, InputType, Int } from "type-graphql";
import type { StockStatus } from "../../domain/model.js";
import type { InventoryOrder } from "../../ports/reader-queries.js";
import { GraphQLDateTime } from "../scalars.js";
import { InventoryOrderEnum, StockStatusEnum } from "../types/enums.js";
import { PageArgs } from "./page-args.js";

@InputType({
  description: "What is given must all hold; a list is met by any of its members, at most 250.",
})
export class InventoryFilter {
  @Field(() => [ID], { nullable: true })
  productVariantIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "1-64 characters, which the SKU begins with in the same case; nothing in it is a wildcard. Costs a look at each SKU that begins so.",
  })
  skuPrefix?: string | null;

  @Field(() => [StockStatusEnum], { nullable: true, description: "At this moment, as `status` is read." })
  statuses?: StockStatus[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Ids or codes of warehouses; one of them has a level of the item, be it of 0 units.",
  })
  warehouseIds?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Fewer units available than this, over all warehouses. Changes with every hold, so no index has it: it costs a look at each item that the other filters leave.",
  })
  availableBelow?: number | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: "Changed then or later. Costs a look at each item that the other filters leave.",
  })
  updatedSince?: Date | null;
}

@ArgsType()
export class InventoryArgs extends PageArgs {
  @Field(() => InventoryFilter, { nullable: true })
  filter?: InventoryFilter | null;

  @Field(() => InventoryOrderEnum, { nullable: true, description: "By default PRODUCT_VARIANT_ID." })
  orderBy?: InventoryOrder | null;
}
