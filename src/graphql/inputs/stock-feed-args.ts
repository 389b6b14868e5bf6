import { ArgsType, Field } from "type-graphql";
import { GraphQLPosition } from "../scalars.js";
import { StockFeedFilter } from "./stock-feed-filter.js";

@ArgsType()
export class StockFeedArgs {
  @Field(() => StockFeedFilter, { nullable: true })
  filter?: StockFeedFilter | null;

  @Field(() => GraphQLPosition, {
    nullable: true,
    description:
      "Resumes after a position with nothing lost and nothing twice. Past the head: POSITION_UNKNOWN; older than the retention: POSITION_EXPIRED.",
  })
  after?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      "For a client that is slower than the feed: true leaves it only the latest change of each variant, false ends its subscription with LIMIT_EXCEEDED and extensions.resumeAfter.",
  })
  conflate?: boolean | null;
}
