import type { Item } from "../domain/model.js";
import type { AvailabilityCache, AvailabilityFigures, RecentItems } from "../ports/availability-cache.js";
import type { Reader } from "../ports/reader.js";

interface RecentItemsOptions {
  readonly cache: AvailabilityCache;
  readonly reader: Pick<Reader, "items" | "itemsAsOfNow">;
}

/** Asks the cache, then the database for what it had not; that waits for no answer of the cache any more. */
export class CachedItems implements RecentItems {
  readonly #options: RecentItemsOptions;
  readonly #figures = { hits: 0, misses: 0, bypassed: 0 };

  constructor(options: RecentItemsOptions) {
    this.#options = options;
  }

  get figures(): AvailabilityFigures {
    return this.#figures;
  }

  async items(productVariantIds: readonly string[]): Promise<(Item | null)[]> {
    const { cache, reader } = this.#options;
    const ids = [...new Set(productVariantIds)];
    const { items, askedAt } = await cache.lookUp(ids);
    if (askedAt === null) {
      this.#figures.bypassed += ids.length;
      return reader.items(productVariantIds);
    }
    const known = new Map<string, Item>();
    for (const item of items) if (item) known.set(item.productVariantId, item);
    const missing = ids.filter((id) => !known.has(id));
    this.#figures.hits += known.size;
    this.#figures.misses += missing.length;
    if (missing.length > 0) {
      const read = await reader.itemsAsOfNow(missing);
      for (const item of read.items) if (item) known.set(item.productVariantId, item);
      cache.keep(read, askedAt);
    }
    return productVariantIds.map((id) => known.get(id) ?? null);
  }
}
