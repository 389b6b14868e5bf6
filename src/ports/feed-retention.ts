export interface SinkGivenUp {
  readonly name: string;
  /** Up to where it has been delivered to. */
  readonly position: number;
}

/** How the feed is kept from growing for ever. Each call is harmless when two processes make it. */
export interface FeedRetention {
  /** Makes the partitions of today and the next days, so that the sequencer finds them. */
  prepare(): Promise<void>;
  /**
   * Detaches sinks whose oldest undelivered event is older than so many days, and that have
   * been given nothing for ten minutes: they hold nothing any more.
   *
   * @param live those that skip what they missed anyway: they are never behind.
   */
  detach(longestLagDays: number, live: readonly string[]): Promise<readonly SinkGivenUp[]>;
  /**
   * Raises the floor past the days that ended more than so many days ago, that every sink
   * still attached has passed, and that no running replay needs, unless no relay has touched it for
   * as long, and a week; never past the newest event's.
   *
   * @returns the days, as YYYY-MM-DD.
   */
  forget(days: number, live: readonly string[]): Promise<readonly string[]>;
  /**
   * Gives the disk space of one forgotten day back. Rejects, to be called again later, while
   * somebody is still reading the feed as it was before.
   *
   * @returns the partition; null when there is none left.
   */
  drop(): Promise<string | null>;
  /**
   * Deletes some of what is over since so many days, of failures that are settled and replays
   * that have ended, and of idempotency keys that have expired.
   *
   * @returns whether there may be more.
   */
  clean(days: number): Promise<boolean>;
}
