import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { checkId } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { feedPositionOf } from "../feed-first.js";
import { toStockTransfer } from "../map/stock-transfer.js";
import { toWarehouse } from "../map/warehouse.js";
import { reaches, warehouseIdsReached } from "../reach.js";
import { GraphQLPosition } from "../scalars.js";
import { StockTransfer } from "../types/stock-transfer.js";
import { Warehouse } from "../types/warehouse.js";

@Resolver()
export class OtherQueries {
  @Query(() => [Warehouse], { description: "By priority, then code." })
  async warehouses(@Ctx() { loaders, principal }: GraphqlContext): Promise<Warehouse[]> {
    const all = await loaders.warehouses();
    return all.filter((warehouse) => reaches(principal, warehouse)).map(toWarehouse);
  }

  @Query(() => StockTransfer, {
    nullable: true,
    description: "null also where the token reaches neither of its warehouses.",
  })
  async stockTransfer(
    @Arg("id", () => ID) id: string,
    @Ctx() { loaders, principal }: GraphqlContext,
  ): Promise<StockTransfer | null> {
    checkId("id", id);
    const transfer = await loaders.transfer(id);
    if (!transfer) return null;
    const reached = await warehouseIdsReached(principal, loaders);
    const ends = [transfer.fromWarehouseId, transfer.toWarehouseId];
    return reached === null || ends.some((end) => reached.includes(end)) ? toStockTransfer(transfer) : null;
  }

  @Query(() => GraphQLPosition, {
    description:
      "The newest position, read before the data of the same query: query, then subscribe after it.",
  })
  feedPosition(@Ctx() context: GraphqlContext): Promise<number> {
    return feedPositionOf(context);
  }
}
