/**
 * Remembers which events a consumer has handled, and up to which position everything was.
 *
 * `Transaction` is what handlers are given to take part in the store's own transaction; `undefined` where it has none.
 */
export interface IdempotencyStore<Transaction = undefined> {
  /** Called once, before anything else. */
  prepare(): Promise<void>;
  /**
   * Runs the work unless it was done for this event before. Of two at once the second waits for the first. What the
   * work throws is thrown on, and nothing is remembered.
   *
   * @throws StoreUnavailable when the store's other side is away: the event is at no fault.
   */
  once(eventId: string, work: (transaction: Transaction) => Promise<void>): Promise<"handled" | "duplicate">;
  /** null: none was saved. */
  loadPosition(): Promise<number | null>;
  savePosition(position: number): Promise<void>;
  /** Forgets events that were handled longer ago than the store keeps them. Called now and then. */
  prune(): Promise<void>;
}

/** What failed is the store, not the handler: the event waits, and no attempt is counted. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** How long handled events are remembered by default: replays of what is older are handled again. */
export const KEEP_DAYS = 30;

export const DAY_MS = 86_400_000;
