import type { Item } from "../domain/model.js";
import type { AvailabilityCache } from "../ports/availability-cache.js";

/** So many items of a process that shares with nobody; what was kept longest ago goes first. */
const MOST_ITEMS = 100_000;

interface Entry {
  readonly version: number;
  /** null: it has changed, and was not read since. */
  readonly item: Item | null;
  readonly until: number;
  readonly readAt: number;
}

/** Of one process: what changes it is told of at once. */
export function createInMemoryAvailability({ ttlMs }: { readonly ttlMs: number }): AvailabilityCache {
  const entries = new Map<string, Entry>();
  let trustedAfter = -Infinity;

  function put(id: string, entry: Entry): void {
    if (entry.version < (entries.get(id)?.version ?? 0)) return;
    entries.delete(id);
    entries.set(id, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > MOST_ITEMS && oldest !== undefined) entries.delete(oldest);
  }

  function usable(id: string, now: number): Item | null {
    const entry = entries.get(id);
    return entry && entry.until > now && entry.readAt > trustedAfter ? entry.item : null;
  }

  return {
    async lookUp(ids) {
      const askedAt = performance.now();
      return { items: ids.map((id) => usable(id, askedAt)), askedAt };
    },
    keep({ now, items }, askedAt) {
      for (const item of items) {
        if (item === null || (item.nextExpiry !== null && item.nextExpiry <= now)) continue;
        const life = Math.min(ttlMs, item.nextExpiry === null ? Infinity : item.nextExpiry - now);
        const { productVariantId, version } = item;
        put(productVariantId, { version, item, until: askedAt + life, readAt: askedAt });
      }
    },
    changed(versions) {
      const now = performance.now();
      for (const [id, version] of versions) {
        if (version > (entries.get(id)?.version ?? 0))
          put(id, { version, item: null, until: now + ttlMs, readAt: now });
      }
    },
    missed: () => void (trustedAfter = performance.now()),
    fault: () => null,
  };
}
