import type { ReserveLine } from "../commands.js";
import type { StockView } from "../decision.js";
import type { InventoryReservationFailed } from "../events.js";
import { MAX_QUANTITY, type Item, type Level } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse, itemNotFound, warehouseNotFound } from "../find.js";
import { boundFirst, sumByVariant, type Sum } from "../lines.js";
import { planDraws, type Draw, type Source } from "./plan-draws.js";
import { rankSources, type PlanContext } from "./rank-sources.js";

/** Everything one order asks of one variant. */
export type Demand = Sum<ReserveLine>;

export type FailureReason = InventoryReservationFailed["data"]["reasonForFailure"];

interface Outcome {
  readonly item: Item | undefined;
  readonly draws: readonly Draw[];
}

type DemandOutcome =
  | (Outcome & { readonly refusal: null })
  | (Outcome & {
      readonly refusal: Refusal;
      /** What the event says of it; null: the input was not valid, which is nobody's news. */
      readonly reason: FailureReason | null;
    });

type Planned = DemandOutcome & {
  readonly demand: Demand;
  /** The levels within the caller's reach, in the order they are drawn from. */
  readonly sources: readonly Source[];
};

/** What of an order's lines can be held, and where; the one planner of reserving and of asking. */
export function planOrder(view: StockView, lines: readonly ReserveLine[], context: PlanContext): Planned[] {
  const demands = sumByVariant(lines);
  const ranked = rankSources(view, demands, context);
  return demands.map((demand, index) => {
    const sources = ranked[index] as Source[];
    return { demand, sources, ...drawsFor(view, demand, sources, context) };
  });
}

/** Where the demand can be drawn from; with a refusal when that is less than was asked. */
function drawsFor(
  view: StockView,
  demand: Demand,
  ranked: readonly Source[],
  context: PlanContext,
): DemandOutcome {
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
  let problem: Refusal | null = null;
  let short: Demand["lines"][number] | undefined;
  for (const line of boundFirst(demand.lines)) {
    const sources = sourcesFor(view, line, ranked, taken, context);
    if ("code" in sources) {
      problem ??= sources;
      continue;
    }
    const room = MAX_QUANTITY - item.reserved - sum([...taken.values()]);
    const draws = planDraws(item, sources, Math.min(line.quantity, room));
    for (const draw of draws) take(taken, draw);
    if (sum(draws) < line.quantity) short ??= line;
  }
  const draws = [...taken.values()];
  if (problem) return { item, draws, refusal: problem, reason: null };
  if (!short) return { item, draws, refusal: null };
  const refusal = shortage(demand, short.index, sum(draws), whyNone(view, short));
  return { item, draws, refusal, reason: "INSUFFICIENT_STOCK" };
}

function take(taken: Map<string, Draw>, { level, quantity }: Draw): void {
  const before = taken.get(level.warehouseId);
  taken.set(level.warehouseId, {
    level: before?.level ?? level,
    quantity: quantity + (before?.quantity ?? 0),
  });
}

function sum(draws: readonly Draw[]): number {
  return draws.reduce((total, { quantity }) => total + quantity, 0);
}

function sourcesFor(
  view: StockView,
  line: Demand["lines"][number],
  ranked: readonly Source[],
  taken: ReadonlyMap<string, Draw>,
  context: PlanContext,
): Source[] | Refusal {
  const wanted = line.warehouse === null ? null : findWarehouse(view, line.warehouse, context);
  if (wanted === undefined)
    return warehouseNotFound(line.warehouse ?? "", ["lines", String(line.index), "warehouseId"]);
  return ranked
    .filter(({ warehouse }) => wanted === null || wanted.id === warehouse.id)
    .map(({ warehouse, level }) => ({ warehouse, level: lessTaken(level, taken) }));
}

function lessTaken(level: Level, taken: ReadonlyMap<string, Draw>): Level {
  const draw = taken.get(level.warehouseId);
  return draw ? { ...level, reserved: level.reserved + draw.quantity } : level;
}

/** Where stock can be seen, and yet none of it is drawn. */
function whyNone(view: StockView, { warehouse }: ReserveLine): string {
  const named = warehouse === null ? undefined : view.warehouse(warehouse);
  return named && !named.active ? ` Warehouse ${named.code} is not active.` : "";
}

/** `obtainable`: what the caller would get of the whole demand. */
function shortage(
  { productVariantId, quantity }: Demand,
  index: number,
  obtainable: number,
  why: string,
): Refusal {
  return {
    code: "INSUFFICIENT_STOCK",
    field: ["lines", String(index), "quantity"],
    message: `${quantity} of "${productVariantId}" were asked for, ${obtainable} are available.${why}`,
    shortage: { productVariantId, requested: quantity, available: obtainable },
  };
}
