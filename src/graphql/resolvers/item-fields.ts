import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from "type-graphql";
import { checkIds } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { toStockLevel } from "../map/stock.js";
import { warehouseIdsWithin } from "../reach.js";
import { InventoryItem } from "../types/inventory-item.js";
import { StockLevel } from "../types/stock-level.js";

@Resolver(() => InventoryItem)
export class InventoryItemFields {
  @FieldResolver(() => [StockLevel], { description: "By the warehouses' priority." })
  async levels(
    @Root() item: InventoryItem,
    @Arg("warehouseIds", () => [ID], { nullable: true, description: "Ids or codes; by default all." })
    warehouseIds: string[] | null | undefined,
    @Ctx() { loaders, principal }: GraphqlContext,
  ): Promise<StockLevel[]> {
    checkIds("warehouseIds", warehouseIds);
    const [levels, within] = await Promise.all([
      loaders.levels(item.productVariantId),
      warehouseIdsWithin(principal, warehouseIds, loaders),
    ]);
    return levels.filter(({ warehouseId }) => within?.has(warehouseId) ?? true).map(toStockLevel);
  }
}
