import type { KeyValueCache } from "../ports/key-value-cache.js";
import { isKept, lifeMs } from "./cache-bounds.js";

/** Of keys and values together; about twice as many bytes at most. */
const MOST_CHARACTERS = 8_388_608;

interface Entry {
  readonly value: string;
  readonly until: number;
}

/** Bounded: what was asked for longest ago goes first. */
export function createInMemoryCache(): KeyValueCache {
  const entries = new Map<string, Entry>();
  let characters = 0;

  function drop(key: string): void {
    characters -= key.length + (entries.get(key)?.value.length ?? -key.length);
    entries.delete(key);
  }

  function put(key: string, entry: Entry): void {
    drop(key);
    entries.set(key, entry);
    characters += key.length + entry.value.length;
  }

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.until <= performance.now()) return void drop(key);
      put(key, entry);
      return entry.value;
    },
    async set(key, value, { ttl } = {}) {
      if (!isKept(key, value)) return drop(key);
      put(key, { value, until: performance.now() + lifeMs(ttl) });
      for (const oldest of entries.keys()) {
        if (characters <= MOST_CHARACTERS) return;
        drop(oldest);
      }
    },
    async delete(key) {
      drop(key);
    },
  };
}
