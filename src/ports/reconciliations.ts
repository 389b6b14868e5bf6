import type { BookedLevel, Difference, DifferenceOutcome } from "../domain/reconciliation.js";
import type { Instant } from "../domain/model.js";
import type { Page, Pages } from "./reader-queries.js";

/** SCHEDULE: its time has come; REQUEST: asked for over the API; COMMAND: by the command line. */
export type ReconciliationOrigin = "SCHEDULE" | "REQUEST" | "COMMAND";

/** ABANDONED: whoever ran it is gone. What it had corrected by then stays corrected. */
export type ReconciliationState = "RUNNING" | "DONE" | "FAILED" | "ABANDONED";

/** A comparison of the levels with figures from outside. */
export interface ReconciliationOrder {
  readonly id: string;
  readonly origin: ReconciliationOrigin;
  /** When the schedule wanted it; null unless it is the schedule's. */
  readonly slot: Instant | null;
  /** The source's name. */
  readonly source: string;
  /** Whether it only tells, and books nothing. */
  readonly dryRun: boolean;
  /** null = every item. */
  readonly productVariantIds: readonly string[] | null;
  readonly requestedBy: string;
}

/** In levels, but for rows that name none. */
export interface ReconciliationCounts {
  /** Rows that were looked at, readable or not. */
  readonly compared: number;
  readonly agreeing: number;
  readonly corrected: number;
  /** Differences that are still there, whatever the reason. */
  readonly remaining: number;
}

export interface Reconciliation extends ReconciliationOrder, ReconciliationCounts {
  readonly state: ReconciliationState;
  /** Whether the source said that it names everything; false before it was opened. */
  readonly complete: boolean;
  /** When the oldest figure was taken, at the earliest; null before there was one. */
  readonly figuresFrom: Instant | null;
  readonly lastError: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

export interface ReconciliationKey {
  readonly idempotencyKey: string;
  /** Of everything that was asked for. */
  readonly requestHash: string;
}

/** A difference as it is stored; `ordinal` is its place in its reconciliation, from 1. */
export interface StoredDifference extends Difference {
  readonly ordinal: number;
}

/** What it came to that one was to begin. */
export type Beginning =
  | { readonly kind: "begun"; readonly reconciliation: Reconciliation }
  /** Another is under way. */
  | { readonly kind: "busy"; readonly reconciliation: Reconciliation }
  /** The slot has had its one; or it has none that is to be made up for. */
  | { readonly kind: "settled" }
  /** The key was used before; null: for another request. */
  | { readonly kind: "repeated"; readonly reconciliation: Reconciliation | null };

export interface BeginOptions {
  readonly key: ReconciliationKey | null;
  /** Of a slot: only if an earlier one of it was abandoned. */
  readonly onlyAbandoned: boolean;
}

/** What operators see. */
export interface Reconciliations {
  find(id: string): Promise<Reconciliation | null>;
  /** What an earlier request with the key came to: null = another request, undefined = there was none. */
  earlier(requestedBy: string, key: ReconciliationKey): Promise<Reconciliation | null | undefined>;
  /** The newest first. A key is an id. */
  page(pages: Pages<string>): Promise<Page<Reconciliation>>;
  count(): Promise<number>;
  /** In the order they were found. A key is an ordinal. */
  differences(
    id: string,
    outcome: DifferenceOutcome | null,
    pages: Pages<number>,
  ): Promise<Page<StoredDifference>>;
  countDifferences(id: string, outcome: DifferenceOutcome | null): Promise<number>;
  /** Of the last that came to its end: when, and how many differences it left; null: there was none yet. */
  lastDone(): Promise<{
    readonly endedAt: Instant;
    readonly now: Instant;
    readonly remaining: number;
  } | null>;
}

/** A level by the id of its warehouse. */
export interface LevelRef {
  readonly productVariantId: string;
  readonly warehouseId: string;
}

/** A level and when its figure was taken, by the database's clock. */
export interface LevelAt extends LevelRef {
  readonly from: Instant;
  readonly until: Instant;
}

export interface Unnamed {
  readonly levels: readonly {
    readonly productVariantId: string;
    /** Its code; null: of an item that has no stock anywhere. */
    readonly warehouse: string | null;
    readonly quantity: number;
  }[];
  /** The last item that was looked at; null: there are no more. */
  readonly last: string | null;
}

/**
 * For whoever runs one. Each change says whether the reconciliation is still the caller's: false, and it was given
 * up meanwhile, and nothing was stored.
 */
export interface ReconciliationLog {
  /** Gives up those whose process is gone, and begins one unless another is under way. */
  begin(order: ReconciliationOrder, options: BeginOptions): Promise<Beginning>;
  /** The process that runs it is alive. */
  keep(id: string): Promise<boolean>;
  opened(id: string, source: { readonly complete: boolean }): Promise<boolean>;
  /**
   * Marks levels as named by the source, and keeps since when the figures are, so that what is booked by them from here
   * on supersedes older ones. @returns those that had not been, each once.
   */
  see(id: string, levels: readonly LevelAt[]): Promise<readonly LevelRef[]>;
  /** What the ledger says of each, in that order; null: there is no such item. */
  booked(levels: readonly LevelAt[]): Promise<readonly (BookedLevel | null)[]>;
  /** Stores what was found of some rows, and the counts as they are then. */
  save(id: string, differences: readonly StoredDifference[], counts: ReconciliationCounts): Promise<boolean>;
  /**
   * Levels with stock, and items without any, that the source has not named, of so many items after the one given; not
   * of those that are newer than the figures.
   */
  unnamed(id: string, after: string | null, first: number): Promise<Unnamed>;
  /** Over: nothing more is stored of it. */
  end(
    id: string,
    state: Exclude<ReconciliationState, "RUNNING">,
    lastError: string | null,
  ): Promise<Reconciliation | null>;
  /** The database's clock. */
  now(): Promise<Instant>;
}
