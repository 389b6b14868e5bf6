import type { SinkState } from "./failure-log.js";

export interface SinkStatus {
  readonly name: string;
  /** Everything up to it was delivered, or stands among the failed events. */
  readonly position: number;
  readonly lagEvents: number;
  /** Age of the oldest committed event that it was not given; 0 when there is none. */
  readonly lagMs: number;
  readonly state: SinkState;
  /** Failed events that wait for an operator; counted up to 100,000. */
  readonly parked: number;
  readonly lastError: string | null;
}

export interface PublisherStatus {
  readonly headPosition: number;
  /** Committed events that have no position yet; counted up to 100,000. */
  readonly pending: number;
  /** By name. */
  readonly sinks: readonly SinkStatus[];
}

export interface Attached {
  /** Whether it was detached; else it was left as it is. */
  readonly wasDetached: boolean;
  /** Events that it will never get: they went with the feed's oldest days. */
  readonly missedEvents: number;
}

/** What the database knows of the pipeline, for every node to show. */
export interface PublisherDesk {
  status(): Promise<PublisherStatus>;
  /**
   * A detached sink goes on from where it was, or from the oldest that the feed still has.
   *
   * @returns null when there is no such sink.
   */
  attach(sink: string): Promise<Attached | null>;
}
