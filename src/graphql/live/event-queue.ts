import type { FeedEvent } from "../../domain/events.js";

/** What one subscriber has not taken yet: bounded, in the order of positions. */
export class EventQueue {
  #events: FeedEvent[] = [];
  readonly #limit: number;
  readonly #conflate: boolean;
  #room: number;

  constructor(limit: number, conflate: boolean) {
    this.#limit = limit;
    this.#conflate = conflate;
    this.#room = limit;
  }

  /** @returns false when it is full, and did not take the event. */
  push(event: FeedEvent): boolean {
    if (this.#events.length >= this.#room && !this.#makeRoom()) return false;
    this.#events.push(event);
    return true;
  }

  shift(): FeedEvent | undefined {
    return this.#events.shift();
  }

  clear(): void {
    this.#events = [];
  }

  /** Leaves the latest event of each variant; the room grows with it, so that this stays rare. */
  #makeRoom(): boolean {
    if (!this.#conflate) return false;
    const latest = new Map<string, FeedEvent>();
    for (const event of this.#events) {
      latest.delete(event.aggregateId);
      latest.set(event.aggregateId, event);
    }
    this.#events = [...latest.values()];
    this.#room = this.#limit + Math.min(this.#events.length, this.#limit);
    return this.#events.length < this.#room;
  }
}
