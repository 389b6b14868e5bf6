import type { FeedEvent } from "../domain/events.js";

/** An event the sink's other side refused, by its index in the batch. */
export interface Refused {
  readonly index: number;
  readonly reason: string;
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
  /** Tells, when there is nothing more to publish, that the feed stands at `head`. */
  heartbeat?(head: number): Promise<void>;
  /** Reachable now, as far as is known. */
  healthy(): boolean;
  close(): Promise<void>;
}
