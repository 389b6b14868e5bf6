import { ArgsType, Field } from "type-graphql";
import { GraphQLPosition } from "../scalars.js";
import { RESUMES_AFTER } from "./descriptions.js";
import { StockFeedFilter } from "./stock-feed-filter.js";

@ArgsType()
export class StockFeedArgs {
  @Field(() => StockFeedFilter, { nullable: true })
  filter?: StockFeedFilter | null;

  @Field(() => GraphQLPosition, {
    nullable: true,
    description: RESUMES_AFTER,
  })
  after?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      "For a client that is slower than the feed: true leaves it only the latest change of each variant, false every change, at its own pace. A socket that takes nothing for long is closed (4413) either way.",
  })
  conflate?: boolean | null;
}
