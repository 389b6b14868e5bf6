import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { createInventoryItem } from "../../usecases/create-inventory-item.js";
import type { GraphqlContext } from "../context.js";
import { CreateInventoryItemInput } from "../inputs/item-inputs.js";
import { toInventoryItem } from "../map/stock.js";
import { toUserError } from "../map/user-error.js";
import { InventoryItemPayload } from "../types/payloads.js";

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
}
