import { orderingKey, type FeedEvent } from "../domain/events.js";
import type { Logger } from "../lib/logger.js";
import type { Refusal } from "../ports/failure-log.js";

/** Once for each attempt that counts. */
export function tellRefused(
  logger: Logger,
  event: FeedEvent,
  attempts: number,
  { reason, delayMs }: Refusal,
): void {
  const nextAttemptAt = new Date(Date.now() + delayMs).toISOString();
  logger.warn({ ...identify(event), attempts, nextAttemptAt, reason }, "the sink refused an event");
}

/** What every line about one event says of it. */
export function identify(event: FeedEvent) {
  const { eventId, correlationId, position } = event;
  return { eventId, key: orderingKey(event), correlationId, position };
}
