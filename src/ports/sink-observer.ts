import type { FeedEvent } from "../domain/events.js";

/** Told what the sinks do, for whoever watches them. */
export interface SinkObserver {
  /** The other side has them. */
  published(sink: string, events: readonly FeedEvent[]): void;
  /** So many were refused, or their delivery failed; they are tried again. */
  failed(sink: string, events: number): void;
  /** How many events of the feed the sink has not been given yet; told also while it is away. */
  lagging(sink: string, events: number): void;
  /** This process does not serve the sink any more. */
  left(sink: string): void;
}
