import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Result } from "../../domain/decision.js";
import type { FailedEventRef } from "../../ports/failed-events.js";
import { resolveFailedEvent } from "../../usecases/resolve-failed-event.js";
import { retryFailedEvent } from "../../usecases/retry-failed-event.js";
import { checkId } from "../arguments.js";
import { pagesOf, toConnection } from "../connection.js";
import type { GraphqlContext } from "../context.js";
import { FailedEventInput, FailedEventsArgs } from "../inputs/event-inputs.js";
import { FAILED_CURSOR, toFailedEvent } from "../map/events.js";
import { toUserError } from "../map/user-error.js";
import { FailedEventConnection, FailedEventPayload } from "../types/failed-event.js";

@Resolver()
export class FailedEventResolvers {
  @Query(() => FailedEventConnection, {
    description: "What sinks have given up on, the latest first: retry it, or resolve it.",
  })
  async failedEvents(
    @Args(() => FailedEventsArgs) { sink, ...asked }: FailedEventsArgs,
    @Ctx() { pipeline: { failedEvents } }: GraphqlContext,
  ): Promise<FailedEventConnection> {
    const pages = pagesOf(asked, FAILED_CURSOR);
    if (sink != null) checkId("sink", sink);
    return toConnection(await failedEvents.page(sink ?? null, pages), {
      codec: FAILED_CURSOR,
      hasPreviousPage: pages.after !== null,
      toNode: toFailedEvent,
      count: () => failedEvents.count(sink ?? null),
    });
  }

  @Mutation(() => FailedEventPayload, {
    description:
      "The event is delivered again at once, with all its attempts before it; what is held behind it follows.",
  })
  async retryFailedEvent(
    @Arg("input", () => FailedEventInput) input: FailedEventInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<FailedEventPayload> {
    return toPayload(await retryFailedEvent(pipeline, input, caller));
  }

  @Mutation(() => FailedEventPayload, {
    description:
      "The event is given up for good: this sink never gets it, and what is held behind it goes on. One that is still retried can be resolved, too.",
  })
  async resolveFailedEvent(
    @Arg("input", () => FailedEventInput) input: FailedEventInput,
    @Ctx() { pipeline, caller }: GraphqlContext,
  ): Promise<FailedEventPayload> {
    return toPayload(await resolveFailedEvent(pipeline, input, caller));
  }
}

function toPayload(result: Result<FailedEventRef>): FailedEventPayload {
  if (!result.ok) return { eventId: null, userErrors: result.refusals.map(toUserError) };
  return { eventId: result.value.eventId, userErrors: [] };
}
