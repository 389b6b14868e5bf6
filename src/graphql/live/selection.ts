import type { FeedEvent } from "../../domain/events.js";

/** By what a selection is found (index-keys.ts); null: every event may concern it. */
export type SelectionKeys = readonly string[] | null;

/** What every selection has to know of the world beside its events. */
interface Selecting {
  /** Tells of a warehouse that came to be: it may be one of those that were asked for, and change the keys. */
  readonly learn: (warehouse: { readonly id: string; readonly code: string }) => void;
}

/** Those events of the feed that a subscription is about; one can resume after any position. */
export interface EventSelection extends Selecting {
  readonly kind: "events";
  /** Resume after this position; null: after the newest. */
  readonly after: number | null;
  /** For a subscriber that is slow: the latest event of each aggregate in place of all. */
  readonly conflate: boolean;
  readonly keys: () => SelectionKeys;
  /** May have to look something up, and may then reject while the database is away: it is asked again. */
  readonly match: (event: FeedEvent) => boolean | Promise<boolean>;
}

/** What is told of a view: the result is made of `root`, and a later one of the same key takes its place. */
export interface Shown {
  /** Everything up to it is in what was shown by then; greater than that of the one before. */
  readonly position: number;
  readonly key: string;
  readonly root: unknown;
}

/**
 * Something that holds now, and changes with events: shown whole first, and then by its changes.
 * One call at a time. What rejects has changed nothing, and is asked again; a Failure LIMIT_EXCEEDED,
 * that it is more than can be shown, ends its subscriptions instead.
 */
export interface View extends Selecting {
  readonly keys: () => SelectionKeys;
  /**
   * Reads what holds now, in place of what it knew. Every event from before on is applied later, also
   * if it is in there already.
   */
  open(): Promise<void>;
  apply(events: readonly FeedEvent[]): Promise<readonly Shown[]>;
  /** Roots of the results that show it whole, one at least; the position is that of the newest event applied. */
  whole(position: number): readonly unknown[];
}

export interface ViewSelection {
  readonly kind: "view";
  readonly view: () => View;
}

/**
 * What a subscription field's `subscribe` answers. GraphQL wants something that can be iterated,
 * but nothing is: equal selections share one execution of each event (live-node.ts).
 */
export class Selection implements AsyncIterable<never> {
  readonly of: EventSelection | ViewSelection;

  constructor(of: EventSelection | ViewSelection) {
    this.of = of;
  }

  [Symbol.asyncIterator](): never {
    throw new Error("A selection is joined, not iterated.");
  }
}
