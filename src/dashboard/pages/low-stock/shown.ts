import { applyUpdates, NOTHING_YET, type LowItem, type LowList, type LowStockUpdate } from "./low-list.js";

/** The list as the page shows it: with what has just changed, and what is on its way out. */
export interface Shown {
  readonly list: LowList;
  /** As they last were, and since when they are gone, in milliseconds. */
  readonly leaving: ReadonlyMap<string, { readonly item: LowItem; readonly at: number }>;
  /** How often each has changed before somebody's eyes. */
  readonly flashes: ReadonlyMap<string, number>;
  /** The last change, for those who do not see it. */
  readonly latest: { readonly id: string; readonly item: LowItem | null } | null;
}

export const NOTHING_SHOWN: Shown = {
  list: NOTHING_YET,
  leaving: new Map(),
  flashes: new Map(),
  latest: null,
};

export function advance(shown: Shown, updates: readonly LowStockUpdate[], now: number): Shown {
  const list = applyUpdates(shown.list, updates);
  const before = shown.list.items;
  // The first snapshot is no change, and a part of one shows nothing.
  if (!before || !list.items) return { ...shown, list };
  const leaving = new Map(shown.leaving);
  const flashes = new Map(shown.flashes);
  let { latest } = shown;
  for (const [id, item] of list.items) {
    if (before.get(id)?.version === item.version) continue;
    flashes.set(id, (flashes.get(id) ?? 0) + 1);
    leaving.delete(id);
    latest = { id, item };
  }
  for (const [id, item] of before) {
    if (list.items.has(id)) continue;
    leaving.set(id, { item, at: now });
    latest = { id, item: null };
  }
  return { list, leaving, flashes, latest };
}

/** Without those that have been leaving since `until` or longer. */
export function forget(shown: Shown, until: number): Shown {
  const leaving = new Map([...shown.leaving].filter(([, { at }]) => at > until));
  return leaving.size === shown.leaving.size ? shown : { ...shown, leaving };
}

/** Since when the one is gone that has been leaving for longest; null: none is. */
export function oldestOf({ leaving }: Shown): number | null {
  return leaving.size === 0 ? null : Math.min(...[...leaving.values()].map(({ at }) => at));
}
