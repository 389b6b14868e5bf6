import type { Reserve, ReserveLine, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { InventoryReservationFailed } from "../events.js";
import { available, MAX_QUANTITY, type Item, type Level } from "../model.js";
import { planDraws, type Draw, type Source } from "../planner.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse, itemNotFound, mayTouch, warehouseNotFound } from "./find.js";

/** Everything one order asks of one variant. */
export interface Demand {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly lines: readonly (ReserveLine & { readonly index: number })[];
}

export type FailureReason = InventoryReservationFailed["data"]["reasonForFailure"];

interface Outcome {
  readonly item: Item | undefined;
  readonly draws: readonly Draw[];
}

export type DemandOutcome =
  | (Outcome & { readonly refusal: null })
  | (Outcome & {
      readonly refusal: Refusal;
      /** What the event says of it; null: the input was not valid, which is nobody's news. */
      readonly reason: FailureReason | null;
    });

/** Lines of one variant are summed first, so that the order of lines decides nothing. */
export function demandsOf(command: Reserve): Demand[] {
  const byVariant = new Map<string, (ReserveLine & { index: number })[]>();
  command.lines.forEach((line, index) => {
    const lines = byVariant.get(line.productVariantId) ?? [];
    lines.push({ ...line, index });
    byVariant.set(line.productVariantId, lines);
  });
  return [...byVariant].map(([productVariantId, lines]) => ({
    productVariantId,
    lines,
    quantity: lines.reduce((total, line) => total + line.quantity, 0),
  }));
}

/** Where the demand can be drawn from; with a refusal when that is less than was asked. */
export function drawsFor(view: StockView, demand: Demand, context: RuleContext): DemandOutcome {
  const item = view.item(demand.productVariantId);
  const field = ["lines", String(demand.lines[0]?.index ?? 0), "productVariantId"];
  if (!item) {
    const refusal = itemNotFound(demand.productVariantId, field);
    return { item, draws: [], refusal, reason: "PRODUCT_NOT_FOUND" };
  }
  if (item.status === "DISCONTINUED") {
    const message = `"${item.productVariantId}" is discontinued and takes no new reservations.`;
    return { item, draws: [], refusal: { code: "DISCONTINUED", field, message }, reason: "DISCONTINUED" };
  }
  const taken = new Map<string, Draw>();
  let short: Refusal | null = null;
  // Lines bound to a warehouse first: the others can be drawn from what is left.
  for (const line of [...demand.lines].sort(
    (a, b) => Number(a.warehouse === null) - Number(b.warehouse === null),
  )) {
    const found = sourcesFor(view, item, line, taken, context);
    if ("code" in found) {
      short ??= found;
      continue;
    }
    const room =
      MAX_QUANTITY - item.reserved - [...taken.values()].reduce((total, draw) => total + draw.quantity, 0);
    const plan = planDraws(item, found, Math.min(line.quantity, room));
    for (const { level, quantity } of plan.draws) {
      const before = taken.get(level.warehouseId);
      taken.set(level.warehouseId, {
        level: before?.level ?? level,
        quantity: quantity + (before?.quantity ?? 0),
      });
    }
    const granted = plan.draws.reduce((total, draw) => total + draw.quantity, 0);
    if (granted < line.quantity) short ??= shortage(item, demand, line.index, Math.min(plan.available, room));
  }
  const draws = [...taken.values()];
  if (!short) return { item, draws, refusal: null };
  return { item, draws, refusal: short, reason: short.code === "INSUFFICIENT_STOCK" ? short.code : null };
}

function sourcesFor(
  view: StockView,
  item: Item,
  line: Demand["lines"][number],
  taken: ReadonlyMap<string, Draw>,
  context: RuleContext,
): Source[] | Refusal {
  const wanted = line.warehouse === null ? null : findWarehouse(view, line.warehouse, context);
  if (wanted === undefined)
    return warehouseNotFound(line.warehouse ?? "", ["lines", String(line.index), "warehouseId"]);
  return view.levels(item.productVariantId).flatMap((level): Source[] => {
    const warehouse = view.warehouse(level.warehouseId);
    if (!warehouse || !mayTouch(warehouse, context) || (wanted && wanted.id !== warehouse.id)) return [];
    return [{ warehouse, level: lessTaken(level, taken) }];
  });
}

function lessTaken(level: Level, taken: ReadonlyMap<string, Draw>): Level {
  const draw = taken.get(level.warehouseId);
  return draw ? { ...level, reserved: level.reserved + draw.quantity } : level;
}

function shortage(item: Item, demand: Demand, index: number, obtainable: number): Refusal {
  const pinned = demand.lines.length === 1 && demand.lines[0]?.warehouse !== null;
  const free = pinned || item.backorderPolicy !== "DENY" ? obtainable : Math.max(0, available(item));
  return {
    code: "INSUFFICIENT_STOCK",
    field: ["lines", String(index), "quantity"],
    message: `${demand.quantity} of "${item.productVariantId}" were asked for, ${free} are available.`,
    shortage: { productVariantId: item.productVariantId, requested: demand.quantity, available: free },
  };
}
