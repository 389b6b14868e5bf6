import { Args, Resolver, Root, Subscription } from "type-graphql";
import type { FeedEvent } from "../../domain/events.js";
import { LowStockArgs } from "../inputs/low-stock-args.js";
import { StockFeedArgs } from "../inputs/stock-feed-args.js";
import { selectLowStock } from "../live/low-stock.js";
import { selectLevels, selectStatuses } from "../live/stock-feeds.js";
import {
  toStockLevelChange,
  toStockStatusChange,
  type LevelEvent,
  type StatusEvent,
} from "../map/stock-change.js";
import { LowStockUpdate } from "../types/low-stock.js";
import { StockLevelChange, StockStatusChange } from "../types/stock-changes.js";

@Resolver()
export class StockSubscriptions {
  @Subscription(() => StockStatusChange, { subscribe: selectStatuses })
  stockStatusChanged(
    @Root() event: FeedEvent,
    @Args(() => StockFeedArgs) _: StockFeedArgs,
  ): StockStatusChange {
    return toStockStatusChange(event as StatusEvent);
  }

  @Subscription(() => StockLevelChange, { subscribe: selectLevels })
  stockLevelChanged(@Root() event: FeedEvent, @Args(() => StockFeedArgs) _: StockFeedArgs): StockLevelChange {
    return toStockLevelChange(event as LevelEvent);
  }

  @Subscription(() => LowStockUpdate, {
    subscribe: selectLowStock,
    description:
      "First what is low or out of stock now, then every change to it, without a gap between. Of more than 10,000 items: LIMIT_EXCEEDED, narrow them by the filter.",
  })
  lowStock(
    @Root() update: typeof LowStockUpdate,
    @Args(() => LowStockArgs) _: LowStockArgs,
  ): typeof LowStockUpdate {
    return update;
  }
}
