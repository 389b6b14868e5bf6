import type { FeedEvent } from "../../domain/events.js";

/** The newest events of the feed, without holes: who comes again after a short while is served from memory. */
export class RecentEvents {
  readonly #most: number;
  #events: FeedEvent[] = [];
  /** The index of the oldest that is kept. */
  #begin = 0;

  constructor(most: number) {
    this.#most = most;
  }

  push(events: readonly FeedEvent[]): void {
    for (const event of events) {
      const newest = this.#events.at(-1);
      if (newest && newest.position + 1 !== event.position) this.clear();
      this.#events.push(event);
    }
    this.#begin = Math.max(this.#begin, this.#events.length - this.#most);
    // Moved seldom, and then all at once.
    if (this.#begin < this.#most) return;
    this.#events = this.#events.slice(this.#begin);
    this.#begin = 0;
  }

  clear(): void {
    this.#events = [];
    this.#begin = 0;
  }

  /** At most `limit` events after the position; none when it does not have the first of them. */
  after(position: number, limit: number): readonly FeedEvent[] {
    const oldest = this.#events[this.#begin];
    if (oldest === undefined || position + 1 < oldest.position) return [];
    const from = this.#begin + (position + 1 - oldest.position);
    return this.#events.slice(from, from + limit);
  }
}
