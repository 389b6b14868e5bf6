import type { FeedEvent } from "../domain/events.js";

/** The fencing token of a lease: what a later holder has done, an earlier one cannot undo. */
export type Epoch = number;

/** The feed as every node may read it. Positions are whole numbers from 1, without holes. */
export interface FeedReader {
  /** Made with the database; stands in every live message. */
  feedId(): Promise<string>;
  /** The newest position; 0 when there is none. */
  head(): Promise<number>;
  /** At most `limit` events after the position, in order. */
  after(position: number, limit: number): Promise<FeedEvent[]>;
  /**
   * The oldest position that can be resumed after.
   */
  floor(): Promise<number>;
}

/** The feed as its one sequencer and its sinks drive it. */
export interface FeedLog extends FeedReader {
  /**
   * Takes, or keeps, a lease for `ttlMs`.
   *
   * @returns its epoch, or null when another holds it.
   */
  lease(name: string, holder: string, ttlMs: number): Promise<Epoch | null>;
  /**
   * Fences out every earlier epoch: from now on it moves nothing any more.
   *
   * @returns the newest position; null when a later epoch has done so already.
   */
  takeOver(epoch: Epoch): Promise<number | null>;
  /** Gives the lease back at once, if it is still the holder's. */
  release(name: string, holder: string): Promise<void>;
  /**
   * Gives the next positions to at most `limit` committed events that have none.
   *
   * @returns them in order; null when the epoch is not the newest any more.
   */
  sequence(epoch: Epoch, limit: number): Promise<FeedEvent[] | null>;
  /** Where the sink stands: everything up to it was delivered. Made at `start` when new. */
  cursor(sink: string, start: number): Promise<number>;
  /** @returns false when a later epoch has moved it: the caller has lost the sink. */
  advance(sink: string, position: number, epoch: Epoch): Promise<boolean>;
}
