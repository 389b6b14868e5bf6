import { Args, Resolver, Root, Subscription } from "type-graphql";
import type { FeedEvent } from "../../domain/events.js";
import { StockFeedArgs } from "../inputs/stock-feed-args.js";
import { subscribeToLevels, subscribeToStatuses } from "../live/stock-feeds.js";
import {
  toStockLevelChange,
  toStockStatusChange,
  type LevelEvent,
  type StatusEvent,
} from "../map/stock-change.js";
import { StockLevelChange, StockStatusChange } from "../types/stock-changes.js";

@Resolver()
export class StockSubscriptions {
  @Subscription(() => StockStatusChange, { subscribe: subscribeToStatuses })
  stockStatusChanged(
    @Root() event: FeedEvent,
    @Args(() => StockFeedArgs) _: StockFeedArgs,
  ): StockStatusChange {
    return toStockStatusChange(event as StatusEvent);
  }

  @Subscription(() => StockLevelChange, { subscribe: subscribeToLevels })
  stockLevelChanged(@Root() event: FeedEvent, @Args(() => StockFeedArgs) _: StockFeedArgs): StockLevelChange {
    return toStockLevelChange(event as LevelEvent);
  }
}
