import type { FeedEvent } from "../domain/events.js";
import type { Epoch } from "./feed-log.js";

/** RUNNING; PAUSED: its other side is away; DETACHED: given up until an operator attaches it again. */
export type SinkState = "RUNNING" | "PAUSED" | "DETACHED";

/** An event that the cursor passes although the sink's other side does not have it. */
export interface SetAside {
  readonly event: FeedEvent;
  readonly key: string;
  /** null: HELD, since an earlier event of its key was not taken. */
  readonly refused: Refusal | null;
}

export interface Refusal {
  readonly reason: string;
  /** Until it is tried again, by the database's clock. */
  readonly delayMs: number;
}

/** The first event of a key that is not settled: what decides when the key goes on. */
export interface KeyHead {
  readonly key: string;
  readonly position: number;
  readonly state: "RETRYING" | "HELD" | "PARKED";
  /** Until it may be tried; 0 or less: now. null unless RETRYING. */
  readonly dueInMs: number | null;
}

export interface StoredFailure {
  readonly event: FeedEvent;
  readonly key: string;
  readonly state: KeyHead["state"];
  readonly attempts: number;
  readonly lastError: string | null;
}

export interface Settlement {
  /** Positions that the other side has now. */
  readonly delivered: readonly number[];
  readonly refused: readonly (Refusal & {
    readonly position: number;
    /** false: put off alone, e.g. since the dead letter could not be sent. */
    readonly counts: boolean;
  })[];
}

/**
 * The events of each sink that its other side did not take, and those held back behind them.
 * One relay at a time writes; operators, on any node, retry and resolve. Whatever takes an
 * epoch answers false, and changes nothing, when a later epoch has claimed the sink.
 */
export interface FailureLog {
  /** Fences out every earlier epoch. @returns null when a later one has the sink. */
  claim(sink: string, epoch: Epoch): Promise<SinkState | null>;
  /**
   * Stores the rows and moves the sink's cursor to `position`, both or neither. Rows up to
   * where the cursor stands already are there: a call whose answer was lost can be repeated.
   */
  setAside(
    sink: string,
    passed: { readonly rows: readonly SetAside[]; readonly position: number },
    epoch: Epoch,
  ): Promise<boolean>;
  /**
   * The sink's state, and the head of each key that is held up, by key.
   *
   * @param parkedHolds whether a parked event holds up its key; if not, it is passed over.
   */
  look(
    sink: string,
    parkedHolds: boolean,
  ): Promise<{ readonly state: SinkState; readonly heads: readonly KeyHead[] }>;
  /** Of each of the keys, its first `limit` events that are not settled, in order. */
  open(
    sink: string,
    keys: readonly string[],
    options: { readonly limit: number; readonly parkedHolds: boolean },
  ): Promise<readonly StoredFailure[]>;
  /** What was delivered is kept only if it had been parked; what operators have resolved meanwhile stays so. */
  settle(sink: string, settlement: Settlement, epoch: Epoch): Promise<boolean>;
  /**
   * Gives up on a RETRYING event until an operator decides.
   *
   * @returns GONE when an operator has resolved it meanwhile; LOST when a later epoch has the sink.
   */
  park(sink: string, position: number, epoch: Epoch): Promise<"PARKED" | "GONE" | "LOST">;
  /** Whether the sink's other side is away, and why, for every node to see. A DETACHED sink stays so. */
  mark(
    sink: string,
    told: { readonly state: "RUNNING" | "PAUSED"; readonly lastError: string | null },
    epoch: Epoch,
  ): Promise<boolean>;
}
