import type { Instant } from "../domain/model.js";
import type { InboundMessage } from "./event-source.js";
import type { Page, Pages } from "./reader-queries.js";

/** A UUID: what stands in the header `x-dead-letter-id` of the copy in the dead-letter queue. */
export type DeadLetterId = string;

/** What operators decided; OPEN: nothing yet. The last two are final. */
export type DeadLetterState = "OPEN" | "REDRIVING" | "REDRIVEN" | "DISCARDED";

/** A message of another service that could not be carried out. */
export interface DeadLetter {
  readonly id: DeadLetterId;
  /** The source's name: `order`. */
  readonly source: string;
  readonly routingKey: string;
  /** As far as it could be read. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly correlationId: string | null;
  readonly reason: string;
  /** Deliveries that were tried. */
  readonly attempts: number;
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  /** As the message had them, for when it is sent again; absent: what could be read of its body stands for them. */
  readonly properties?: Omit<InboundMessage["properties"], "headers">;
  readonly state: DeadLetterState;
  readonly diedAt: Instant;
}

/** Told by whoever consumes. The queue of the broker has a copy of each that is OPEN. */
export interface DeadLetterLog {
  /**
   * Changes nothing when this death is known. One that was settled, and whose like has died later, is OPEN again: two
   * equal messages are one letter.
   */
  add(letter: Omit<DeadLetter, "state">): Promise<void>;
}

export interface StoredDeadLetter extends DeadLetter {
  /** Of the whole body: `content` is its beginning where this is more. */
  readonly contentBytes: number;
  /** Who decided, by the subject of the token; null: nobody yet. */
  readonly settledBy: string | null;
  /** When it was sent again, or discarded; null: not yet. */
  readonly settledAt: Instant | null;
  readonly note: string | null;
}

/** What is given must all hold. */
export interface DeadLetterFilter {
  readonly source: string | null;
  /** Anywhere in the reason, as it is written. */
  readonly reasonContains: string | null;
  readonly eventType: string | null;
}

export interface DeadLetterKey {
  readonly diedAt: Instant;
  readonly id: DeadLetterId;
}

export interface Decision {
  /** The subject of the caller's token. */
  readonly by: string;
  readonly note: string | null;
}

/**
 * What became of a decision, and the letter as it is now. REFUSED: its state does not allow it. CUT: too little of its
 * body is kept to send it again. KEY_REUSED: the key stands for another request.
 */
export type Decided =
  { readonly outcome: "DONE" | "REFUSED" | "CUT"; readonly letter: StoredDeadLetter } | "KEY_REUSED" | null;

/** The operators' side; null and NOT_FOUND alike: there is none with the id. */
export interface DeadLetters {
  /** Those in that state, the latest first, with the beginnings of their bodies. */
  page(
    state: DeadLetterState,
    filter: DeadLetterFilter,
    pages: Pages<DeadLetterKey>,
  ): Promise<Page<StoredDeadLetter>>;
  count(state: DeadLetterState, filter: DeadLetterFilter): Promise<number>;
  /** With as much of the body as is kept. */
  find(id: DeadLetterId): Promise<StoredDeadLetter | null>;
  /** An OPEN one is sent again, soon, by a process that consumes its source. The same key again answers the same. */
  redrive(id: DeadLetterId, decision: Decision, idempotencyKey: string | null): Promise<Decided>;
  /** Those that are OPEN, the earliest first, at most so many; `hasMore`: of those that match, some are OPEN still. */
  redriveAll(
    filter: DeadLetterFilter,
    decision: Decision,
    most: number,
  ): Promise<{ readonly count: number; readonly hasMore: boolean }>;
  /** An OPEN one is never carried out. */
  discard(id: DeadLetterId, decision: Decision): Promise<Decided>;
}

/** What there is to do for a source now. */
export interface RedriveWork {
  /** Letters to send again, those that died first before others; a few at a time. */
  readonly letters: readonly DeadLetter[];
  /** Whether letters were settled whose copies may still lie in the dead-letter queue. */
  readonly unswept: boolean;
}

export type MetDeadLetter = Omit<DeadLetter, "state" | "diedAt"> & { readonly diedAt: Instant | null };

/** The side of the process that consumes a source: one at a time does this work. */
export interface RedriveLog extends DeadLetterLog {
  /** @returns null while another process has the source. */
  take(source: string, holder: string): Promise<RedriveWork | null>;
  /** They are at the end of the source's queue. */
  redriven(ids: readonly DeadLetterId[]): Promise<void>;
  /** One that could not be sent is OPEN again, and its reason says why. */
  reopen(id: DeadLetterId, why: string): Promise<void>;
  /** How many are OPEN or REDRIVING. */
  countUnsettled(source: string): Promise<number>;
  /** Which of them are OPEN or REDRIVING. */
  unsettledOf(ids: readonly DeadLetterId[]): Promise<ReadonlySet<DeadLetterId>>;
  /** Settled, and their copies may still lie in the dead-letter queue: at most 50,000 of them, as of one moment. */
  unswept(source: string): Promise<readonly DeadLetterId[]>;
  /** As `add`, of a message in the dead-letter queue; `diedAt` null: at a time that nobody knows. */
  meet(letter: MetDeadLetter): Promise<{ readonly state: DeadLetterState; readonly isNew: boolean }>;
  /** Their copies are gone. */
  swept(ids: readonly DeadLetterId[]): Promise<void>;
  /** Lets another process have the source at once. */
  release(source: string, holder: string): Promise<void>;
}
