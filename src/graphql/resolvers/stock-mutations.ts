import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { RefusedLine, StockAnswer } from "../../domain/commands.js";
import type { Result } from "../../domain/decision.js";
import type { Refusal } from "../../domain/refusal.js";
import { adjustStock } from "../../usecases/adjust-stock.js";
import { setStock } from "../../usecases/set-stock.js";
import { setStocks } from "../../usecases/set-stocks.js";
import type { GraphqlContext } from "../context.js";
import { AdjustStockInput, SetStockInput, SetStocksInput } from "../inputs/stock-inputs.js";
import { toInventoryItem, toLedgerEntry } from "../map/stock.js";
import { toUserError } from "../map/user-error.js";
import { StockChangePayload, StockChangesPayload } from "../types/payloads.js";

@Resolver()
export class StockMutations {
  @Mutation(() => StockChangePayload, {
    description: "Changes what is on hand in one warehouse by a delta, never below what is held.",
  })
  async adjustStock(
    @Arg("input", () => AdjustStockInput) input: AdjustStockInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockChangePayload> {
    return toPayload(await adjustStock(deps, input, caller));
  }

  @Mutation(() => StockChangePayload, {
    description:
      "Sets what is on hand in one warehouse to what was counted, never below what is held. A count that differs in nothing changes nothing.",
  })
  async setStock(
    @Arg("input", () => SetStockInput) input: SetStockInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockChangePayload> {
    return toPayload(await setStock(deps, input, caller));
  }

  @Mutation(() => StockChangesPayload, { description: "Many counts in one transaction." })
  async setStocks(
    @Arg("input", () => SetStocksInput) input: SetStocksInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockChangesPayload> {
    const result = await setStocks(deps, input, caller);
    if (result.ok) return { results: result.value.results.map(toLinePayload), userErrors: [] };
    const ofLine = (index: number) => result.refusals.filter(({ field }) => field[1] === String(index));
    const results = input.lines.map((_, index) => refused(ofLine(index)));
    return { results, userErrors: result.refusals.map(toUserError) };
  }
}

function toPayload(result: Result<StockAnswer>): StockChangePayload {
  return result.ok ? changed(result.value) : refused(result.refusals);
}

function toLinePayload(result: StockAnswer | RefusedLine): StockChangePayload {
  return "refusals" in result ? refused(result.refusals) : changed(result);
}

function changed({ item, entries }: StockAnswer): StockChangePayload {
  return { item: toInventoryItem(item), entries: entries.map(toLedgerEntry), userErrors: [] };
}

function refused(refusals: readonly Refusal[]): StockChangePayload {
  return { item: null, entries: [], userErrors: refusals.map(toUserError) };
}
