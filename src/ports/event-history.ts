import type { EventType, FeedEvent } from "../domain/events.js";
import type { Instant } from "../domain/model.js";

/** Which events of a part of the feed; null = no matter. */
export interface EventSelection {
  readonly types: readonly EventType[] | null;
  /** Events of these items: their aggregate. Those of orders that name an item are not among them. */
  readonly productVariantIds: readonly string[] | null;
  /** Occurred at this moment or later. */
  readonly since: Instant | null;
}

/** The events after a position, up to and with another. */
export interface FeedRange {
  readonly after: number;
  readonly until: number;
}

export interface HistoryPage {
  readonly events: readonly FeedEvent[];
  /** Everything up to it was looked at, and what matches is in `events`. */
  readonly lookedUpTo: number;
  /** Of the same moment: the oldest position that can be resumed after, and the newest there is. */
  readonly floor: number;
  readonly head: number;
}

export interface MomentInFeed {
  /** Everything up to it occurred before the moment. */
  readonly before: number;
  /** Everything behind it occurred at the moment or later. */
  readonly settled: number;
}

/** The stored feed, for those who look for something in it. */
export interface EventHistory {
  /**
   * The first events of the range that match: at most `limit`, and of no more than
   * `lookAt` positions, so that a rare type costs no endless read.
   */
  page(
    range: FeedRange,
    selection: EventSelection,
    most: { readonly limit: number; readonly lookAt: number },
  ): Promise<HistoryPage>;
  /** @throws Failure LIMIT_EXCEEDED when there is too much to count. */
  count(range: FeedRange, selection: EventSelection): Promise<number>;
  /**
   * Where a moment lies. Positions follow commits, and times the transactions' own clocks,
   * so that events of neighbouring positions may be apart by what a transaction may last.
   */
  around(moment: Instant): Promise<MomentInFeed>;
  /** When the oldest event that is still there occurred; null when there is none. */
  begins(): Promise<Instant | null>;
  bounds(): Promise<{ readonly floor: number; readonly head: number }>;
}
