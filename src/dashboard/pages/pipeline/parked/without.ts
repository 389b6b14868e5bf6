import type { PipelineFailedEventsQuery } from "../../../generated/graphql.js";

export type FailedEvent = PipelineFailedEventsQuery["failedEvents"]["edges"][number]["node"];

/** What an event is known by: several sinks may have failed with it. */
export function keyOf({ sink, event }: FailedEvent): string {
  return `${sink} ${event.eventId}`;
}

/** The page without an event that somebody has decided on. */
export function without(page: PipelineFailedEventsQuery, settled: FailedEvent): PipelineFailedEventsQuery {
  const key = keyOf(settled);
  const edges = page.failedEvents.edges.filter(({ node }) => keyOf(node) !== key);
  return { ...page, failedEvents: { ...page.failedEvents, edges } };
}
