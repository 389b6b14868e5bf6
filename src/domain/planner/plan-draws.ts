import { available, MAIN_WAREHOUSE_ID, type Item, type Level, type Warehouse } from "../model.js";
import { owing } from "../backorder.js";

/** One level that may be drawn from, with the warehouse it stands in. */
export interface Source {
  readonly level: Level;
  readonly warehouse: Warehouse;
}

export interface Draw {
  readonly level: Level;
  readonly quantity: number;
}

/** Active sources, lower priority numbers first, then by code. */
export function inPriority(sources: readonly Source[]): Source[] {
  return sources
    .filter(({ warehouse }) => warehouse.active)
    .sort((a, b) => comparePriority(a.warehouse, b.warehouse));
}

export function comparePriority(a: Warehouse, b: Warehouse): number {
  if (a.priority !== b.priority) return a.priority - b.priority;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/**
 * Chooses which levels give `quantity` units: in the order of the sources; what MAIN may
 * owe (backorder) is drawn last, when the units on hand do not reach.
 */
export function planDraws(item: Item, ordered: readonly Source[], quantity: number): readonly Draw[] {
  const taken = new Map<Level, number>();
  let missing = quantity;
  const take = (level: Level, limit: number) => {
    const units = Math.min(missing, Math.max(0, limit));
    if (units === 0) return;
    taken.set(level, (taken.get(level) ?? 0) + units);
    missing -= units;
  };
  for (const { level } of ordered) take(level, available(level));
  const owed = ordered.find(({ warehouse }) => warehouse.id === MAIN_WAREHOUSE_ID);
  if (owed) take(owed.level, obtainable(item, owed.level) - (taken.get(owed.level) ?? 0));
  return [...taken].map(([level, units]) => ({ level, quantity: units }));
}

/** What a level of MAIN can give under the item's policy. */
function obtainable(item: Item, level: Level): number {
  const bound = owing(item);
  return bound === null ? Number.MAX_SAFE_INTEGER : available(level) + bound;
}
