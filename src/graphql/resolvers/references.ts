import type { GraphQLResolveInfo } from "graphql";
import { Ctx, FieldResolver, Info, Resolver, Root } from "type-graphql";
import type { GraphqlContext } from "../context.js";
import { countRepeated } from "../listed.js";
import { toInventoryItem } from "../map/stock.js";
import { toWarehouseBin } from "../map/warehouse.js";
import { reaches } from "../reach.js";
import { InventoryItem } from "../types/inventory-item.js";
import { LedgerEntry } from "../types/ledger-entry.js";
import { ReservationLine } from "../types/reservation.js";
import { StockLevelChange, StockStatusChange } from "../types/stock-changes.js";
import { StockLevel } from "../types/stock-level.js";
import { StockTransfer, StockTransferLine } from "../types/stock-transfer.js";
import { WarehouseBin } from "../types/warehouse-bin.js";
import { Warehouse } from "../types/warehouse.js";
import { warehouseOf } from "../warehouse-of.js";

// What refers to an item or a warehouse by id, and answers the object for it.

interface OfItem {
  readonly productVariantId: string;
}
interface OfWarehouse {
  readonly warehouseId: string;
}

async function itemOf(
  { productVariantId }: OfItem,
  { loaders }: GraphqlContext,
): Promise<InventoryItem | null> {
  const item = await loaders.item(productVariantId);
  return item && toInventoryItem(item);
}

/** Also one that was deleted: what it took part in remains. */
async function itemOnceOf({ productVariantId }: OfItem, { loaders }: GraphqlContext): Promise<InventoryItem> {
  const item = await loaders.itemEvenDeleted(productVariantId);
  if (!item) throw new Error(`Item ${productVariantId} is referred to, but missing`);
  return toInventoryItem(item);
}

@Resolver(() => StockLevel)
export class StockLevelFields {
  @FieldResolver(() => Warehouse)
  warehouse(@Root() { warehouseId }: OfWarehouse, @Ctx() { loaders }: GraphqlContext): Promise<Warehouse> {
    return warehouseOf(loaders, warehouseId);
  }

  @FieldResolver(() => [WarehouseBin], { description: "Where in the warehouse the item lies, by code." })
  async bins(
    @Root() { productVariantId, warehouseId }: StockLevel,
    @Ctx() { loaders }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<WarehouseBin[]> {
    const bins = (await loaders.binsOfItem(productVariantId)).filter(
      (bin) => bin.warehouseId === warehouseId,
    );
    countRepeated(info, `${warehouseId} ${productVariantId}`, bins.length);
    return bins.map(toWarehouseBin);
  }
}

@Resolver(() => Warehouse)
export class WarehouseFields {
  @FieldResolver(() => [WarehouseBin], {
    description:
      "By code. None where the token does not reach the warehouse, as the other end of a transfer.",
  })
  async bins(
    @Root() warehouse: Warehouse,
    @Ctx() { loaders, principal }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<WarehouseBin[]> {
    if (!reaches(principal, warehouse)) return [];
    const bins = await loaders.binsOfWarehouse(warehouse.id);
    countRepeated(info, warehouse.id, bins.length);
    return bins.map(toWarehouseBin);
  }
}

@Resolver(() => ReservationLine)
export class ReservationLineFields {
  @FieldResolver(() => InventoryItem)
  item(@Root() line: OfItem, @Ctx() context: GraphqlContext): Promise<InventoryItem> {
    return itemOnceOf(line, context);
  }

  @FieldResolver(() => Warehouse)
  warehouse(@Root() { warehouseId }: OfWarehouse, @Ctx() { loaders }: GraphqlContext): Promise<Warehouse> {
    return warehouseOf(loaders, warehouseId);
  }
}

@Resolver(() => LedgerEntry)
export class LedgerEntryFields {
  @FieldResolver(() => InventoryItem)
  item(@Root() entry: OfItem, @Ctx() context: GraphqlContext): Promise<InventoryItem> {
    return itemOnceOf(entry, context);
  }

  @FieldResolver(() => Warehouse)
  warehouse(@Root() { warehouseId }: OfWarehouse, @Ctx() { loaders }: GraphqlContext): Promise<Warehouse> {
    return warehouseOf(loaders, warehouseId);
  }
}

@Resolver(() => StockTransfer)
export class StockTransferFields {
  @FieldResolver(() => Warehouse)
  from(@Root() transfer: StockTransfer, @Ctx() { loaders }: GraphqlContext): Promise<Warehouse> {
    return warehouseOf(loaders, transfer.fromWarehouseId);
  }

  @FieldResolver(() => Warehouse)
  to(@Root() transfer: StockTransfer, @Ctx() { loaders }: GraphqlContext): Promise<Warehouse> {
    return warehouseOf(loaders, transfer.toWarehouseId);
  }
}

@Resolver(() => StockTransferLine)
export class StockTransferLineFields {
  @FieldResolver(() => InventoryItem)
  item(@Root() line: OfItem, @Ctx() context: GraphqlContext): Promise<InventoryItem> {
    return itemOnceOf(line, context);
  }
}

const ITEM_NOW = "The item as it is now, which may be newer than the change.";

@Resolver(() => StockStatusChange)
export class StockStatusChangeFields {
  @FieldResolver(() => InventoryItem, { nullable: true, description: ITEM_NOW })
  item(@Root() change: OfItem, @Ctx() context: GraphqlContext): Promise<InventoryItem | null> {
    return itemOf(change, context);
  }
}

@Resolver(() => StockLevelChange)
export class StockLevelChangeFields {
  @FieldResolver(() => InventoryItem, { nullable: true, description: ITEM_NOW })
  item(@Root() change: OfItem, @Ctx() context: GraphqlContext): Promise<InventoryItem | null> {
    return itemOf(change, context);
  }

  @FieldResolver(() => Warehouse, { nullable: true, description: "null: several, of one order." })
  async warehouse(
    @Root() { warehouseId }: StockLevelChange,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<Warehouse | null> {
    return warehouseId === null ? null : warehouseOf(loaders, warehouseId);
  }
}
