import type { FeedEvent } from "../domain/events.js";
import type { Refused } from "../ports/event-sink.js";

/**
 * What has to be sent again after refusals, in order: of each item whose event was
 * refused, everything from its first refused event on, so that its order is kept.
 */
export function toResend(events: readonly FeedEvent[], refused: readonly Refused[]): readonly FeedEvent[] {
  const refusedAt = new Set(refused.map(({ index }) => index));
  const broken = new Set<string>();
  return events.filter((event, index) => {
    if (refusedAt.has(index)) broken.add(event.aggregateId);
    return broken.has(event.aggregateId);
  });
}
