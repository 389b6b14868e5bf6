import { ArgsType, Field } from "type-graphql";
import { StockFeedFilter } from "./stock-feed-filter.js";

@ArgsType()
export class LowStockArgs {
  @Field(() => StockFeedFilter, { nullable: true })
  filter?: StockFeedFilter | null;
}
