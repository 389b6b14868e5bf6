import type { RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import { mayTouch } from "../find.js";
import { inPriority, type Source } from "./plan-draws.js";

/** Of a rule's context, what planning depends on. */
export type PlanContext = Pick<RuleContext, "warehouses" | "strategy">;

interface Wanted {
  readonly productVariantId: string;
  readonly quantity: number;
}

/** For each variant of an order the levels it may come from, in the order they are drawn from, by the strategy. */
export function rankSources(view: StockView, order: readonly Wanted[], context: PlanContext): Source[][] {
  const lines = order.map(({ productVariantId, quantity }) => ({
    productVariantId,
    quantity,
    sources: inPriority(sourcesOf(view, productVariantId, context)),
  }));
  // Nothing to choose from, as most often.
  if (lines.every(({ sources }) => sources.length < 2)) return lines.map(({ sources }) => sources);
  const rankings = context.strategy(lines);
  return lines.map(({ sources }, index) => {
    const rank = new Map((rankings[index] ?? []).map((id, place) => [id, place]));
    const placeOf = ({ warehouse }: Source) => rank.get(warehouse.id) ?? Number.MAX_SAFE_INTEGER;
    return [...sources].sort((a, b) => placeOf(a) - placeOf(b));
  });
}

/** The item's levels within the caller's reach. */
function sourcesOf(view: StockView, productVariantId: string, context: PlanContext): Source[] {
  return view.levels(productVariantId).flatMap((level): Source[] => {
    const warehouse = view.warehouse(level.warehouseId);
    return warehouse && mayTouch(warehouse, context) ? [{ warehouse, level }] : [];
  });
}
