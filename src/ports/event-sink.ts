import type { FeedEvent } from "../domain/events.js";

/**
 * An event that was not taken by its own fault, by its index in the batch: refused, returned,
 * or not to be put into a message.
 */
export interface Refused {
  readonly index: number;
  readonly reason: string;
}

export interface DeadLetterReason {
  readonly attempts: number;
  readonly lastError: string;
}

export interface ReplayTarget {
  readonly replayId: string;
  /**
   * `queue`: of that name, past every exchange. `exchange`: the sink's own, whatever `name` says:
   * every consumer gets them again.
   */
  readonly kind: "queue" | "exchange";
  readonly name: string;
}

/** Messages that nobody is waiting for. */
export interface QueueDepths {
  /** What no consumer had bound to. */
  readonly unrouted: number;
  /** Copies of events that were given up on. */
  readonly dead: number;
}

/** A place that every event of the feed is delivered to, in order, at least once. */
export interface EventSink {
  readonly name: string;
  /**
   * `durable`: waits for its other side as long as it takes, and misses nothing.
   * `live`: goes on from the newest event when its other side was away.
   */
  readonly delivery: "durable" | "live";
  /**
   * Delivers a batch in order. Resolves when each event was confirmed or refused by the
   * other side; rejects when it is not known which were (connection lost, time over), and
   * the whole batch has to be sent again. A batch may follow before the one ahead was
   * confirmed: it is delivered behind it.
   */
  publish(events: readonly FeedEvent[]): Promise<readonly Refused[]>;
  /** Whether there is anything to send for the event; what needs nothing is always taken. By default: yes. */
  carries?(event: FeedEvent): boolean;
  /**
   * Puts a copy of an event that is given up on where operators look for such.
   * Rejects when the other side is away: the copy is then tried again.
   */
  deadLetter?(event: FeedEvent, reason: DeadLetterReason): Promise<void>;
  /** Sends a part of the feed again, in order, each event marked as replayed. As `publish` else. */
  replay?(events: readonly FeedEvent[], to: ReplayTarget): Promise<readonly Refused[]>;
  /** Counted by the other side, at every call; rejects while it is away. */
  queueDepths?(): Promise<QueueDepths>;
  /** Tells, when there is nothing more to publish, that the feed stands at `head`. */
  heartbeat?(head: number): Promise<void>;
  /** Why it cannot be reached now, as far as is known, in one line; null while it can. */
  fault(): string | null;
  close(): Promise<void>;
}
