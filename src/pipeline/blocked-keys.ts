import { orderingKey, type FeedEvent } from "../domain/events.js";

interface Blocked {
  /** Set aside in memory, and not known to be in the database yet. */
  unwritten: number;
  /** When the last one was set aside or written, by the count of such changes. */
  changedAt: number;
  /** How often all that was stored of it has been delivered, and yet there was more. */
  rounds: number;
}

/** A key that gets new events as fast as its old ones are delivered would never be let through. */
const MOST_ROUNDS = 3;

export interface Divided {
  readonly sent: readonly FeedEvent[];
  readonly aside: readonly FeedEvent[];
}

const NONE: readonly FeedEvent[] = [];

/**
 * The keys whose events wait in the database for earlier ones. A key is let through only
 * when nothing of it is left, there or on the way there: so nothing overtakes.
 */
export class BlockedKeys {
  readonly #keys = new Map<string, Blocked>();
  #changes = 0;

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  keys(): Iterable<string> {
    return this.#keys.keys();
  }

  /** While this holds nothing new is read: a busy key's last events are being delivered. */
  get gate(): boolean {
    for (const { rounds } of this.#keys.values()) if (rounds >= MOST_ROUNDS) return true;
    return false;
  }

  block(key: string): void {
    this.#entry(key);
  }

  /** Parts a batch into what may be sent and what has to wait, which is counted from now on. */
  divide(events: readonly FeedEvent[]): Divided {
    if (this.#keys.size === 0) return { sent: events, aside: NONE };
    const sent: FeedEvent[] = [];
    const aside: FeedEvent[] = [];
    for (const event of events) (this.#keys.has(orderingKey(event)) ? aside : sent).push(event);
    this.setAside(aside.map(orderingKey));
    return { sent, aside };
  }

  /** One for each event that is to be written. */
  setAside(keys: readonly string[]): void {
    this.#count(keys, 1);
  }

  /** They are written, or will be read from the feed again. */
  settled(keys: readonly string[]): void {
    this.#count(keys, -1);
  }

  /** All that was stored of the key was delivered: once more. */
  drained(key: string): void {
    const blocked = this.#keys.get(key);
    if (blocked) blocked.rounds += 1;
  }

  /** The key does not go on for now. */
  stuck(key: string): void {
    const blocked = this.#keys.get(key);
    if (blocked) blocked.rounds = 0;
  }

  /** To be taken before the database is asked what is left. */
  mark(): number {
    return this.#changes;
  }

  isUnwritten(key: string): boolean {
    return (this.#keys.get(key)?.unwritten ?? 0) > 0;
  }

  /** Lets the key through if nothing of it was on its way to the database since the mark. */
  release(key: string, mark: number): boolean {
    const blocked = this.#keys.get(key);
    if (!blocked || blocked.unwritten > 0 || blocked.changedAt > mark) return false;
    return this.#keys.delete(key);
  }

  #count(keys: readonly string[], by: 1 | -1): void {
    if (keys.length === 0) return;
    this.#changes += 1;
    for (const key of keys) {
      const blocked = this.#entry(key);
      blocked.unwritten += by;
      blocked.changedAt = this.#changes;
    }
  }

  #entry(key: string): Blocked {
    const known = this.#keys.get(key);
    if (known) return known;
    const blocked = { unwritten: 0, changedAt: this.#changes, rounds: 0 };
    this.#keys.set(key, blocked);
    return blocked;
  }
}
