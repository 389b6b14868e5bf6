import type { IdempotencyStore } from "./idempotency-store.js";

export interface MemoryStoreOptions {
  /** The ids of so many events are remembered, the newest; by default 100,000. */
  readonly most?: number;
}

/** For consumers that keep their state in memory as well: both are gone with the process, and built again. */
export function createMemoryStore({ most = 100_000 }: MemoryStoreOptions = {}): IdempotencyStore {
  /** The oldest first; what is under way stands here with its work. */
  const seen = new Map<string, Promise<void> | true>();
  let position: number | null = null;
  const forgetOldest = (): void => {
    for (const [eventId, state] of seen) {
      if (seen.size <= most) return;
      if (state === true) seen.delete(eventId);
    }
  };
  return {
    async prepare() {},
    async once(eventId, work) {
      for (let state = seen.get(eventId); state !== undefined; state = seen.get(eventId)) {
        if (state === true) return "duplicate";
        // When the first fails, the second has its turn.
        await state.catch(() => undefined);
      }
      const working = work(undefined);
      seen.set(eventId, working);
      try {
        await working;
        seen.set(eventId, true);
        forgetOldest();
        return "handled";
      } catch (error) {
        seen.delete(eventId);
        throw error;
      }
    },
    loadPosition: async () => position,
    savePosition: async (handled) => void (position = handled),
    async prune() {},
  };
}
