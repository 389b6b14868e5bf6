import { setImmediate } from "node:timers/promises";
import type { FeedEvent } from "../../domain/events.js";
import type { LiveMessage } from "../../ports/live-feed.js";

export interface FollowerOptions {
  /** Everything up to it counts as delivered. */
  readonly start: number;
  /** Stored events after a position, in order. Never rejects. */
  readonly read: (position: number) => Promise<readonly FeedEvent[]>;
  /** Takes the next events: each once, in order, without holes. */
  readonly deliver: (events: readonly FeedEvent[]) => void;
  /** False while nobody would be told: then gaps are not worth a read. */
  readonly wanted: () => boolean;
  /** Told when the feed does not hold the next events any more. */
  readonly lost: (floor: number) => void;
}

/** So many early events are kept while a gap before them is repaired; others are read again. */
const MOST_AHEAD = 10_000;

/** Makes the live messages, which may be lost, doubled or out of order, the feed again. */
export class FeedFollower {
  readonly #options: FollowerOptions;
  readonly #ahead = new Map<number, FeedEvent>();
  #position: number;
  #head: number;
  #repairing = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#position = this.#head = options.start;
  }

  get position(): number {
    return this.#position;
  }

  hear(message: LiveMessage): void {
    if (message.kind === "heartbeat") this.#head = Math.max(this.#head, message.head);
    else this.#take(message.events);
    if (this.#position < this.#head) void this.#repair();
  }

  #take(events: readonly FeedEvent[]): void {
    const ready: FeedEvent[] = [];
    for (const event of events) {
      this.#head = Math.max(this.#head, event.position);
      if (event.position === this.#position + 1) this.#next(event, ready);
      else if (event.position > this.#position && this.#ahead.size < MOST_AHEAD) {
        this.#ahead.set(event.position, event);
      }
    }
    if (ready.length > 0) this.#options.deliver(ready);
  }

  #next(event: FeedEvent, ready: FeedEvent[]): void {
    let next: FeedEvent | undefined = event;
    for (; next; next = this.#ahead.size > 0 ? this.#ahead.get(this.#position + 1) : undefined) {
      this.#ahead.delete(next.position);
      this.#position = next.position;
      ready.push(next);
    }
  }

  async #repair(): Promise<void> {
    if (this.#repairing) return;
    this.#repairing = true;
    while (this.#position < this.#head && this.#options.wanted()) {
      const events = await this.#options.read(this.#position);
      this.#take(events);
      // Subscribers that keep up must be able to take one page before the next is there.
      await setImmediate();
      const first = events[0]?.position ?? 0;
      if (first > this.#position + 1) this.#options.lost(first - 1);
    }
    this.#repairing = false;
    if (!this.#options.wanted()) this.#skip();
  }

  #skip(): void {
    this.#position = Math.max(this.#position, this.#head);
    this.#ahead.clear();
  }
}
