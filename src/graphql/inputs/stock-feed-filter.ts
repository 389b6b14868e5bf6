import { Field, ID, InputType } from "type-graphql";
import type { StockStatus } from "../../domain/model.js";
import { StockStatusEnum } from "../types/enums.js";

@InputType({
  description: "What is given must all hold; a list is met by any of its members, at most 250.",
})
export class StockFeedFilter {
  @Field(() => [ID], { nullable: true })
  productVariantIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Ids or codes. A change of level must be in one of them; a change of status, and what is low, must be of an item that one of them has a level of.",
  })
  warehouseIds?: string[] | null;

  @Field(() => [StockStatusEnum], {
    nullable: true,
    description:
      "The status changed to; for a change of level the item's status when it is delivered; for lowStock LOW_STOCK and OUT_OF_STOCK alone.",
  })
  statuses?: StockStatus[] | null;
}
