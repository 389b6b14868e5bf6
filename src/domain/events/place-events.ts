import type { BackorderPolicy } from "../model.js";

interface ItemAttributes {
  readonly productVariantId: string;
  readonly sku: string | null;
  readonly lowStockThreshold: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
}

export interface InventoryItemCreated {
  readonly type: "InventoryItemCreatedEvent";
  readonly data: ItemAttributes;
}

export interface InventoryItemUpdated {
  readonly type: "InventoryItemUpdatedEvent";
  /** The item as it is now. */
  readonly data: ItemAttributes & {
    /** Names of what changed, e.g. ["sku", "lowStockThreshold"]. */
    readonly changes: readonly string[];
  };
}

/** Out of sale: discontinued, or deleted. */
export interface InventoryItemDeactivated {
  readonly type: "InventoryItemDeactivatedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly reason: "DISCONTINUED" | "DELETED";
    /** What is left: it can still be fulfilled or released. */
    readonly currentQuantity: number;
    readonly reservedQuantity: number;
    readonly inTransitQuantity: number;
  };
}

export interface ItemAssignedToLocation {
  readonly type: "ItemAssignedToLocationEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly warehouseId: string;
    readonly binId: string;
    readonly binCode: string;
  };
}

export type ItemEvent =
  InventoryItemCreated | InventoryItemUpdated | InventoryItemDeactivated | ItemAssignedToLocation;

interface WarehouseAttributes {
  readonly warehouseId: string;
  readonly code: string;
  readonly name: string;
  readonly priority: number;
  readonly active: boolean;
}

export interface WarehouseCreated {
  readonly type: "WarehouseCreatedEvent";
  readonly data: WarehouseAttributes;
}

export interface WarehouseUpdated {
  readonly type: "WarehouseUpdatedEvent";
  /** The warehouse as it is now. */
  readonly data: WarehouseAttributes & {
    /** Names of what changed, e.g. ["priority"]; ["bins"] when a bin was renamed. */
    readonly changes: readonly string[];
  };
}

export interface WarehouseBinCreated {
  readonly type: "WarehouseBinCreatedEvent";
  readonly data: { readonly warehouseId: string; readonly binId: string; readonly binCode: string };
}

export type WarehouseEvent = WarehouseCreated | WarehouseUpdated | WarehouseBinCreated;
