import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { adjustStock } from "../../usecases/adjust-stock.js";
import type { GraphqlContext } from "../context.js";
import { AdjustStockInput } from "../inputs/stock-inputs.js";
import { toInventoryItem, toLedgerEntry } from "../map/stock.js";
import { toUserError } from "../map/user-error.js";
import { StockChangePayload } from "../types/payloads.js";

@Resolver()
export class StockMutations {
  @Mutation(() => StockChangePayload, {
    description: "Changes what is on hand in one warehouse by a delta, never below what is held.",
  })
  async adjustStock(
    @Arg("input", () => AdjustStockInput) input: AdjustStockInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<StockChangePayload> {
    const result = await adjustStock(deps, input, caller);
    if (!result.ok) return { item: null, entries: [], userErrors: result.refusals.map(toUserError) };
    const { item, entries } = result.value;
    return { item: toInventoryItem(item), entries: entries.map(toLedgerEntry), userErrors: [] };
  }
}
