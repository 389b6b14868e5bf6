import type { FeedEvent } from "../../domain/events.js";
import { keysOf } from "./index-keys.js";

export interface Listener {
  /** By which it is found (index-keys.ts); null: every event may concern it. */
  readonly keys: readonly string[] | null;
}

/** Who is concerned by an event, found without asking everybody. */
export class Audience<L extends Listener> {
  readonly #byKey = new Map<string, Set<L>>();
  readonly #ofAll = new Set<L>();
  /** The keys it was added by. */
  readonly #keys = new Map<L, readonly string[]>();

  add(listener: L): void {
    const { keys } = listener;
    this.#keys.set(listener, keys ?? []);
    if (keys === null) this.#ofAll.add(listener);
    for (const key of keys ?? []) {
      const listeners = this.#byKey.get(key);
      if (listeners) listeners.add(listener);
      else this.#byKey.set(key, new Set([listener]));
    }
  }

  delete(listener: L): void {
    this.#ofAll.delete(listener);
    for (const key of this.#keys.get(listener) ?? []) {
      const listeners = this.#byKey.get(key);
      if (listeners?.delete(listener) && listeners.size === 0) this.#byKey.delete(key);
    }
    this.#keys.delete(listener);
  }

  /** Each listener with those of the events that may concern it, in their order. */
  concerned(events: readonly FeedEvent[]): Map<L, FeedEvent[]> {
    const found = new Map<L, FeedEvent[]>();
    for (const event of events) {
      for (const listener of this.#ofAll) note(found, listener, event);
      for (const key of keysOf(event)) {
        for (const listener of this.#byKey.get(key) ?? []) note(found, listener, event);
      }
    }
    return found;
  }
}

function note<L>(found: Map<L, FeedEvent[]>, listener: L, event: FeedEvent): void {
  const events = found.get(listener);
  if (!events) found.set(listener, [event]);
  // Found by several keys.
  else if (events.at(-1) !== event) events.push(event);
}
