import { BatchState } from "../domain/batch-state.js";
import type { Result } from "../domain/decision.js";
import { available } from "../domain/model.js";
import { planOrder } from "../domain/planner/plan-order.js";
import type { WarehouseStrategy } from "../domain/planner/strategy.js";
import { Problems } from "../domain/validate.js";
import type { Reader } from "../ports/reader.js";
import { checkLines, toLines, type StockLineInput } from "./stock-lines.js";
import type { Caller } from "./use-case.js";

export interface AvailabilityLine {
  readonly productVariantId: string;
  /** Units, over all the lines of the variant. */
  readonly requested: number;
  /** Units that could be held of it within the caller's warehouses, were they all asked for; without backorder. */
  readonly available: number;
  /** What a reservation would draw from each warehouse; less than was requested where it is not possible. */
  readonly sources: readonly { readonly warehouseId: string; readonly quantity: number }[];
}

export interface AvailabilityPlan {
  /** Whether every line could be held. */
  readonly possible: boolean;
  /** One a variant, in the order they were asked for. */
  readonly lines: readonly AvailabilityLine[];
}

interface CheckDeps {
  readonly reader: Reader;
  readonly strategy: WarehouseStrategy;
}

/** What `reserveStock` would do with the lines at this moment, by the same planner; nothing is held. */
export async function checkAvailability(
  { reader, strategy }: CheckDeps,
  lines: readonly StockLineInput[],
  { warehouses }: Pick<Caller, "warehouses">,
): Promise<Result<AvailabilityPlan>> {
  const problems = new Problems();
  checkLines(problems, lines);
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const stock = await reader.stock(lines.map(({ productVariantId }) => productVariantId));
  const view = new BatchState({
    ...stock,
    ...{
      reservations: [],
      intakes: [],
      variantIntakes: [],
      transfers: [],
      bins: [],
      assignments: [],
      balances: [],
    },
    followingExpiry: new Map(),
  });
  const plan = planOrder(view, toLines(lines), { warehouses, strategy });
  const value = {
    possible: plan.every(({ refusal }) => refusal === null),
    lines: plan.map(({ demand, item, sources, draws }): AvailabilityLine => ({
      productVariantId: demand.productVariantId,
      requested: demand.quantity,
      available:
        item === undefined || item.status === "DISCONTINUED"
          ? 0
          : sources.reduce((total, { level }) => total + Math.max(0, available(level)), 0),
      sources: draws.map(({ level, quantity }) => ({ warehouseId: level.warehouseId, quantity })),
    })),
  };
  return { ok: true, value };
}
