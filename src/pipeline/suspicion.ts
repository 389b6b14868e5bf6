import { orderingKey, type FeedEvent } from "../domain/events.js";
import type { Refused } from "../ports/event-sink.js";

/** One key alone proves nothing either way; it holds up nobody else. */
const SEVERAL = 2;

/** What was sent at once, and what of it was not taken, by index. */
export interface Answered {
  readonly sent: readonly FeedEvent[];
  readonly refused: readonly Refused[];
}

/**
 * Whether it is the sink that refuses, or events that are refused: several keys refused with
 * nothing taken since are the sink's trouble, also one by one. Keys that were refused before
 * something else was taken are to blame themselves, and say no more about the sink.
 */
export class Suspicion {
  readonly #carries: (event: FeedEvent) => boolean;
  readonly #suspects = new Set<string>();
  readonly #blamed = new Set<string>();

  /** @param carries whether there is a message for the event: what needs none is always taken. */
  constructor(carries: (event: FeedEvent) => boolean = () => true) {
    this.#carries = carries;
  }

  /** Whether the sink is in trouble, and no refusal is held against its event. */
  get holds(): boolean {
    return this.#suspects.size >= SEVERAL;
  }

  /** Whether the event, sent alone, would say anything about the sink. */
  tells(event: FeedEvent): boolean {
    return this.#carries(event);
  }

  /** @returns why the refusals are not the events' own fault; null if they are. */
  heed({ sent, refused }: Answered): string | null {
    const refusedAt = new Set(refused.map(({ index }) => index));
    const keysRefused = sent.filter((_, index) => refusedAt.has(index)).map(orderingKey);
    const taken = sent.filter((event, index) => !refusedAt.has(index) && this.#carries(event));
    if (taken.length > 0) this.#clear(taken.map(orderingKey), keysRefused);
    else for (const key of keysRefused) if (!this.#blamed.has(key)) this.#suspects.add(key);
    const [first] = refused;
    return first && this.holds ? `it refused everything: ${first.reason}` : null;
  }

  #clear(keysTaken: readonly string[], keysRefused: readonly string[]): void {
    for (const key of this.#suspects) this.#blamed.add(key);
    this.#suspects.clear();
    for (const key of keysTaken) this.#blamed.delete(key);
    for (const key of keysRefused) this.#blamed.add(key);
  }
}
