import { EventEmitter } from "node:events";
import { followStock, PRODUCT, type Product } from "./feed.js";
import type { Stockfeed } from "./stockfeed.js";

export interface Answer {
  /** Whether changes reach us as they happen. */
  readonly live: boolean;
  /** What had happened by then is in it. */
  readonly asOf: Date;
  /** In the order asked; null where unknown. */
  readonly products: (Product | null)[];
}

export interface Availability {
  /** Rejects when the service cannot be asked and one of them was not known before. */
  get(ids: string[]): Promise<Answer>;
  /** Calls back whenever it has changed; answers how to stop it. */
  watch(id: string, changed: () => void): () => void;
}

/** The service answers so many at once. */
const AT_ONCE = 250;

const ITEMS = `query ($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { ${PRODUCT} } }`;

const CHANGED = "changed ";

/** What was asked for once is remembered, and the feed keeps it right. */
export function openAvailability(stockfeed: Stockfeed): Availability {
  let known = new Map<string, Product>();
  let live = false;
  let asOf = new Date(0);
  const watchers = new EventEmitter().setMaxListeners(0);

  /** Into the map that the read began with: what was read before the feed began anew is of no use after. */
  function keep(into: typeof known, product: Product): void {
    const before = into.get(product.productVariantId);
    if (before && before.version >= product.version) return;
    into.set(product.productVariantId, product);
    if (into === known) watchers.emit(CHANGED + product.productVariantId);
  }

  async function read(ids: string[]): Promise<void> {
    const into = known;
    const chunks = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) =>
      ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
    );
    const ask = (chunk: string[]) =>
      stockfeed.ask<{ inventoryItems: (Product | null)[] }>(ITEMS, { ids: chunk });
    for (const { inventoryItems } of await Promise.all(chunks.map(ask))) {
      for (const item of inventoryItems) if (item) keep(into, item);
    }
  }

  followStock(stockfeed, {
    begins() {
      known = new Map();
      const watched = watchers.eventNames().map((name) => String(name).slice(CHANGED.length));
      read(watched).catch((error: unknown) =>
        console.error(`What is watched could not be read: ${String(error)}`),
      );
    },
    // Also of what nobody has asked for yet: it may be on its way to us in an older version.
    changed: (id, product) => {
      if (product) return keep(known, product);
      if (known.delete(id)) watchers.emit(CHANGED + id);
    },
    connected: () => void (live = true),
    lost() {
      if (live) asOf = new Date();
      live = false;
    },
  });

  return {
    async get(ids) {
      const missing = [...new Set(ids)].filter((id) => !live || !known.has(id));
      let upToDate = true;
      await read(missing).catch((error: unknown) => {
        // Better what was so a moment ago than nothing: a reservation is decided by the service anyway.
        if (!ids.every((id) => known.has(id))) throw error;
        upToDate = false;
      });
      return {
        live,
        asOf: upToDate ? new Date() : asOf,
        products: ids.map((id) => known.get(id) ?? null),
      };
    },
    watch(id, changed) {
      watchers.on(CHANGED + id, changed);
      return () => void watchers.off(CHANGED + id, changed);
    },
  };
}
