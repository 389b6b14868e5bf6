import type { FeedEvent } from "../domain/events.js";
import type { Instant } from "../domain/model.js";
import type { Page, Pages } from "./reader-queries.js";

/** An event that a sink has given up on until an operator decides. */
export interface FailedEvent {
  readonly sink: string;
  readonly event: FeedEvent;
  readonly attempts: number;
  readonly lastError: string;
  readonly parkedAt: Instant;
  /** Later events of the same key that wait for it; counted up to 10,000. */
  readonly heldBehind: number;
}

export interface FailedEventKey {
  readonly parkedAt: Instant;
  readonly position: number;
  readonly sink: string;
}

/** One event of one sink. */
export interface FailedEventRef {
  readonly sink: string;
  readonly eventId: string;
}

export interface Settlement {
  /** The subject of the caller's token. */
  readonly by: string;
  readonly note: string | null;
}

/**
 * What became of a request to settle: done, or the state that did not allow it;
 * null = this sink has not failed with that event.
 */
export type Settled = "DONE" | "RETRYING" | "PARKED" | "HELD" | "DELIVERED" | "RESOLVED" | null;

/** The operators' side of what sinks have failed with; the relay's is `FailureLog`. */
export interface FailedEvents {
  /** Parked ones, the latest first. `sink`: null = of all. */
  page(sink: string | null, pages: Pages<FailedEventKey>): Promise<Page<FailedEvent>>;
  count(sink: string | null): Promise<number>;
  /** The sinks that the event is parked at. */
  parkedAt(eventId: string): Promise<readonly string[]>;
  /** A parked one is delivered again at once, with all its attempts before it. */
  retry(ref: FailedEventRef, by: Settlement): Promise<Settled>;
  /** One that is parked or retried is given up for good: this sink never gets it. */
  resolve(ref: FailedEventRef, by: Settlement): Promise<Settled>;
}
