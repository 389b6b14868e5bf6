import type { FeedEvent } from "../domain/events.js";

/** Of the breaker between the relay and a sink's other side: OPEN = paused, HALF_OPEN = one batch tries. */
export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN";

/** Told what the sinks do, for whoever watches them. */
export interface SinkObserver {
  /** The other side has them. */
  published(sink: string, events: readonly FeedEvent[]): void;
  /** So many were refused for their own fault; they are tried again by themselves. */
  refused(sink: string, events: number): void;
  /** So many refused ones are tried again now. */
  retried(sink: string, events: number): void;
  /** An event was given up on until an operator decides. */
  parked(sink: string, event: FeedEvent, lastError: string): void;
  /** A whole batch was not delivered for a fault that is no event's own. */
  unreachable(sink: string, error: unknown): void;
  breaker(sink: string, state: BreakerState): void;
  /** How many events of the feed the sink has not been given yet; told also while it is away. */
  lagging(sink: string, events: number): void;
  /** It was too far behind, and gets nothing until an operator attaches it again. */
  detached(sink: string): void;
  /** This process does not serve the sink any more. */
  left(sink: string): void;
}
