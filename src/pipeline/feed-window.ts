import type { FeedEvent } from "../domain/events.js";
import type { FeedReader } from "../ports/feed-log.js";

const CAPACITY = 20_000;

/** So many events after a position are no longer kept: who asked for them goes on behind them. */
export interface FeedLoss {
  readonly after: number;
  readonly lost: number;
}

/**
 * The newest part of the feed, kept in memory as it was sequenced, so that sinks that keep
 * up never read it back; those that lag read from the feed.
 */
export class FeedWindow {
  readonly #feed: FeedReader;
  readonly #onLoss: (loss: FeedLoss) => void;
  #events: FeedEvent[] = [];
  #head: number;

  constructor(feed: FeedReader, head: number, onLoss: (loss: FeedLoss) => void) {
    this.#feed = feed;
    this.#head = head;
    this.#onLoss = onLoss;
  }

  get head(): number {
    return this.#head;
  }

  append(events: readonly FeedEvent[]): void {
    const first = events[0];
    const last = events.at(-1);
    if (!first || !last) return;
    // Positions that another relay gave out meanwhile are not here: begin anew behind them.
    if (first.position !== this.#head + 1) this.#events = [];
    this.#events.push(...events);
    this.#head = last.position;
    if (this.#events.length > 2 * CAPACITY) this.#events = this.#events.slice(-CAPACITY);
  }

  /** The feed has come so far by events that were not seen here: they are read from it. */
  skipTo(head: number): void {
    if (head <= this.#head) return;
    this.#events = [];
    this.#head = head;
  }

  async after(position: number, limit: number): Promise<readonly FeedEvent[]> {
    if (position >= this.#head) return [];
    const first = this.#events[0];
    if (first && position + 1 >= first.position) {
      const from = position + 1 - first.position;
      return this.#events.slice(from, from + limit);
    }
    const events = await this.#feed.after(position, limit);
    const lost = (events[0]?.position ?? position + 1) - position - 1;
    if (lost > 0) this.#onLoss({ after: position, lost });
    return events;
  }
}
