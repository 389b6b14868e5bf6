import { Args, Resolver, Root, Subscription } from "type-graphql";
import type { FeedEvent } from "../../domain/events.js";
import { EventFeedArgs } from "../inputs/event-inputs.js";
import { selectEvents } from "../live/event-feed.js";
import { toInventoryEvent } from "../map/events.js";
import { InventoryEvent } from "../types/inventory-event.js";

@Resolver()
export class EventSubscriptions {
  @Subscription(() => InventoryEvent, {
    subscribe: selectEvents,
    description: "The feed itself, for admins: each event once, in the order of positions.",
  })
  inventoryEvents(@Root() event: FeedEvent, @Args(() => EventFeedArgs) _: EventFeedArgs): InventoryEvent {
    return toInventoryEvent(event);
  }
}
