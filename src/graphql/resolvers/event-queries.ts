import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { attachSink } from "../../usecases/attach-sink.js";
import { readEvents } from "../../usecases/read-events.js";
import { pageSize } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { eventTypes } from "../filters.js";
import { EventsArgs } from "../inputs/event-inputs.js";
import { toInventoryEvent } from "../map/events.js";
import { toUserError } from "../map/user-error.js";
import { AttachSinkPayload, EventPublisherStatus } from "../types/event-publisher.js";
import { InventoryEvent } from "../types/inventory-event.js";

@Resolver()
export class EventQueries {
  @Query(() => [InventoryEvent], {
    description:
      "Stored events after a position, oldest first. Go on after the last one's position until there are none: fewer than `first` are not the end. With `types` one call looks at no more than 100,000 events; if none of those is of them, LIMIT_EXCEEDED names in `extensions.resumeAfter` where to go on.",
  })
  async events(
    @Args(() => EventsArgs) { after, types, first }: EventsArgs,
    @Ctx() { pipeline }: GraphqlContext,
  ): Promise<InventoryEvent[]> {
    const question = { after: after ?? null, types: eventTypes(types), first: pageSize(first ?? null) };
    return (await readEvents(pipeline.history, question)).map(toInventoryEvent);
  }

  @Query(() => EventPublisherStatus, { description: "Of all nodes, whichever is asked." })
  async eventPublisher(@Ctx() { pipeline }: GraphqlContext): Promise<EventPublisherStatus> {
    const { sinks, ...status } = await pipeline.desk.status();
    return { ...status, sinks: [...sinks] };
  }

  @Mutation(() => AttachSinkPayload, {
    description:
      "A DETACHED sink goes on from its own position, or from the oldest event that is kept if that is later.",
  })
  async attachSink(
    @Arg("sink", () => String) sink: string,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<AttachSinkPayload> {
    const result = await attachSink(pipeline, { sink }, caller);
    if (!result.ok) return { sink: null, missedEvents: 0, userErrors: result.refusals.map(toUserError) };
    return { ...result.value, userErrors: [] };
  }
}
