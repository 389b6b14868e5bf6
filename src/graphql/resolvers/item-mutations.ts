import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { adjustStock } from "../../usecases/adjust-stock.js";
import { createInventoryItem } from "../../usecases/create-inventory-item.js";
import { createWarehouse } from "../../usecases/create-warehouse.js";
import type { GraphqlContext } from "../context.js";
import { AdjustStockInput, CreateInventoryItemInput } from "../inputs/item-inputs.js";
import { CreateWarehouseInput } from "../inputs/warehouse-inputs.js";
import { toInventoryItem, toLedgerEntry } from "../map/stock.js";
import { toUserError } from "../map/user-error.js";
import { toWarehouse } from "../map/warehouse.js";
import { InventoryItemPayload, StockChangePayload, WarehousePayload } from "../types/payloads.js";

@Resolver()
export class ItemMutations {
  @Mutation(() => InventoryItemPayload, { description: "A new item starts at 0 units, OUT_OF_STOCK." })
  async createInventoryItem(
    @Arg("input", () => CreateInventoryItemInput) input: CreateInventoryItemInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<InventoryItemPayload> {
    const result = await createInventoryItem(deps, input, caller);
    if (!result.ok) return { item: null, userErrors: result.refusals.map(toUserError) };
    return { item: toInventoryItem(result.value.item), userErrors: [] };
  }

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

  @Mutation(() => WarehousePayload)
  async createWarehouse(
    @Arg("input", () => CreateWarehouseInput) input: CreateWarehouseInput,
    @Ctx() { deps, caller }: GraphqlContext,
  ): Promise<WarehousePayload> {
    const result = await createWarehouse(deps, input, caller);
    if (!result.ok) return { warehouse: null, userErrors: result.refusals.map(toUserError) };
    return { warehouse: toWarehouse(result.value.warehouse), userErrors: [] };
  }
}
