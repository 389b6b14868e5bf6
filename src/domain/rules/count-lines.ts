import type { RefusedLine, RuleContext, StockAnswer } from "../commands.js";
import type { Changes, StockView } from "../decision.js";
import { changeItem, type ItemChange, type Movement } from "../item-change.js";
import { MAIN_WAREHOUSE_ID, MAX_QUANTITY, type Item } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findCount, type Count, type PlacedLine } from "./find-count.js";
import { findWarehouse } from "../find.js";
import { levelEvents } from "./level-events.js";

interface Counted {
  /** In the order of the lines. */
  readonly results: readonly (StockAnswer | RefusedLine)[];
  /** Of the lines that are not refused. */
  readonly changes: Partial<Changes>;
}

/** Sets levels to what was counted; the lines of one item are one change of it. */
export function countLines(
  view: StockView,
  lines: readonly (PlacedLine | RefusedLine)[],
  context: RuleContext,
): Counted {
  const found = findCounts(view, lines, context);
  const counts = found.filter(isCount);
  const excess = refuseExcess(counts);
  const changes = changeItems(
    counts.filter((count) => !excess.has(count)),
    context,
  );
  const all = [...changes.values()];
  return {
    results: found.map((outcome) => {
      if (!isCount(outcome)) return outcome;
      const refusal = excess.get(outcome);
      if (refusal) return { refusals: [refusal] };
      return answerTo(outcome, changes.get(outcome.item.productVariantId));
    }),
    changes: {
      items: all.map(({ item }) => item),
      levels: all.flatMap(({ levels }) => levels),
      entries: all.flatMap(({ entries }) => entries),
      events: all.flatMap(({ events }) => events),
    },
  };
}

function isCount(outcome: Count | RefusedLine): outcome is Count {
  return "delta" in outcome;
}

/** A level can be counted once; naming its warehouse by id and by code makes no difference. */
function findCounts(
  view: StockView,
  lines: readonly (PlacedLine | RefusedLine)[],
  context: RuleContext,
): (Count | RefusedLine)[] {
  const counted = new Set<string>();
  return lines.map((line) => {
    if ("refusals" in line) return line;
    const level = nameOfLevel(view, line, context);
    if (counted.has(level)) return { refusals: [countedTwice(line)] };
    counted.add(level);
    const count = findCount(view, line, context);
    return "code" in count ? { refusals: [count] } : count;
  });
}

/** A warehouse out of reach is as good as any other name. */
function nameOfLevel(view: StockView, { line }: PlacedLine, context: RuleContext): string {
  const ref = line.warehouse ?? MAIN_WAREHOUSE_ID;
  return JSON.stringify([findWarehouse(view, ref, context)?.id ?? ref, line.productVariantId]);
}

function countedTwice({ line, at }: PlacedLine): Refusal {
  const message = `"${line.productVariantId}" is counted in the same warehouse by a line before.`;
  return { code: "INVALID_INPUT", field: at, message };
}

/** What falls makes room first: no sum on the way is more than the first and the last. */
function fallingFirst(counts: readonly Count[]): Count[] {
  return [...counts].sort((a, b) => Number(a.delta > 0) - Number(b.delta > 0));
}

/** The counts by which an item would come to more than a quantity can be. */
function refuseExcess(counts: readonly Count[]): ReadonlyMap<Count, Refusal> {
  const totals = new Map(counts.map(({ item }) => [item.productVariantId, item.quantity]));
  const excess = new Map<Count, Refusal>();
  for (const count of fallingFirst(counts)) {
    const total = (totals.get(count.line.productVariantId) as number) + count.delta;
    if (total <= MAX_QUANTITY) {
      totals.set(count.line.productVariantId, total);
      continue;
    }
    const message = `The quantity over all warehouses would exceed ${MAX_QUANTITY}.`;
    excess.set(count, { code: "INVALID_QUANTITY", field: [...count.at, "quantity"], message });
  }
  return excess;
}

/** By product variant id; an item whose counts are what the books say is not changed. */
function changeItems(counts: readonly Count[], context: RuleContext): ReadonlyMap<string, ItemChange> {
  const changing = counts.filter(({ delta }) => delta !== 0);
  const items = new Set(changing.map(({ item }) => item));
  return new Map(
    [...items].map((item) => {
      const own = changing.filter((count) => count.item === item);
      return [item.productVariantId, changeByCounts(item, own, context)];
    }),
  );
}

function changeByCounts(item: Item, counts: readonly Count[], context: RuleContext): ItemChange {
  const movements = fallingFirst(counts).map(({ level, delta, line: { reason } }): Movement => {
    return { level, quantityDelta: delta, reservedDelta: 0, reason };
  });
  const cause = { kind: "ADJUSTMENT" } as const;
  const events = () => levelEvents(item, movements, { changeType: "ADJUSTMENT", orderId: null }, context);
  return changeItem({ item, movements, cause, context, events });
}

/** The item as all its lines left it, and what was booked of this one. */
function answerTo({ item, level }: Count, change: ItemChange | undefined): StockAnswer {
  if (!change) return { item, entries: [] };
  const entries = change.entries.filter(({ warehouseId }) => warehouseId === level.warehouseId);
  return { item: change.item, entries };
}
