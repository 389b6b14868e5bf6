import { available, type Warehouse } from "../model.js";
import { comparePriority, type Source } from "./plan-draws.js";

/** What an order asks of one variant, and where it may come from. */
export interface PlanLine {
  readonly productVariantId: string;
  readonly quantity: number;
  /** By priority, then code. */
  readonly sources: readonly Source[];
}

/**
 * In which order the lines of one order are drawn from warehouses: for each line the ids of
 * its warehouses, the first to be drawn from first. What a strategy leaves out comes last,
 * by priority, and what it invents is ignored, so it can decide where stock comes from, but
 * never how much there is.
 */
export type WarehouseStrategy = (lines: readonly PlanLine[]) => readonly (readonly string[])[];

/** Lower priority numbers first, then by code. */
export const byPriority: WarehouseStrategy = (lines) => lines.map(({ sources }) => idsOf(sources));

/** Where most is available first. */
export const byMostStock: WarehouseStrategy = (lines) =>
  lines.map(({ sources }) => idsOf([...sources].sort((a, b) => available(b.level) - available(a.level))));

/**
 * As few warehouses for the whole order as can be found by taking, again and again, the one
 * that completes most of the lines that are left, then the one that has most of their units.
 */
export const byFewestSplits: WarehouseStrategy = (lines) => {
  const ranking: string[] = [];
  let left = lines;
  while (left.length > 0) {
    const next = bestFor(left, new Set(ranking));
    if (next === undefined) break;
    ranking.push(next);
    left = left.flatMap((line) => remainder(line, next));
  }
  return lines.map(() => ranking);
};

/** By the names that the configuration knows them by. */
export const STRATEGIES = {
  PRIORITY: byPriority,
  MOST_STOCK: byMostStock,
  FEWEST_SPLITS: byFewestSplits,
} as const satisfies Readonly<Record<string, WarehouseStrategy>>;

function idsOf(sources: readonly Source[]): string[] {
  return sources.map(({ warehouse }) => warehouse.id);
}

interface Score {
  readonly warehouse: Warehouse;
  complete: number;
  units: number;
}

/** The warehouse that helps most; by priority, then code, where several do. */
function bestFor(lines: readonly PlanLine[], used: ReadonlySet<string>): string | undefined {
  const scores = new Map<string, Score>();
  for (const { quantity, sources } of lines) {
    for (const { warehouse, level } of sources) {
      const units = Math.min(quantity, available(level));
      if (used.has(warehouse.id) || units <= 0) continue;
      const score = scores.get(warehouse.id) ?? { warehouse, complete: 0, units: 0 };
      score.complete += units === quantity ? 1 : 0;
      score.units += units;
      scores.set(warehouse.id, score);
    }
  }
  const [best] = [...scores.values()].sort(
    (a, b) => b.complete - a.complete || b.units - a.units || comparePriority(a.warehouse, b.warehouse),
  );
  return best?.warehouse.id;
}

function remainder(line: PlanLine, warehouseId: string): PlanLine[] {
  const source = line.sources.find(({ warehouse }) => warehouse.id === warehouseId);
  const taken = source ? Math.max(0, Math.min(line.quantity, available(source.level))) : 0;
  return taken === line.quantity ? [] : [{ ...line, quantity: line.quantity - taken }];
}
