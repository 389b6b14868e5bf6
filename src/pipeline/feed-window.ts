import type { FeedEvent } from "../domain/events.js";
import type { FeedReader } from "../ports/feed-log.js";

const CAPACITY = 20_000;

/**
 * The newest part of the feed, kept in memory as it was sequenced, so that sinks that keep
 * up never read it back; those that lag read from the feed.
 */
export class FeedWindow {
  readonly #feed: FeedReader;
  #events: FeedEvent[] = [];
  #head: number;

  constructor(feed: FeedReader, head: number) {
    this.#feed = feed;
    this.#head = head;
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
    return this.#feed.after(position, limit);
  }
}
