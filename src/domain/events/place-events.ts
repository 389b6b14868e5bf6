import type { Body } from "./body.js";
import type * as messages from "./messages.js";

export type InventoryItemCreated = Body<messages.InventoryItemCreatedEvent>;
export type InventoryItemUpdated = Body<messages.InventoryItemUpdatedEvent>;
export type InventoryItemDeactivated = Body<messages.InventoryItemDeactivatedEvent>;
export type ItemAssignedToLocation = Body<messages.ItemAssignedToLocationEvent>;

export type ItemEvent =
  InventoryItemCreated | InventoryItemUpdated | InventoryItemDeactivated | ItemAssignedToLocation;

export type WarehouseCreated = Body<messages.WarehouseCreatedEvent>;
export type WarehouseUpdated = Body<messages.WarehouseUpdatedEvent>;
export type WarehouseBinCreated = Body<messages.WarehouseBinCreatedEvent>;

export type WarehouseEvent = WarehouseCreated | WarehouseUpdated | WarehouseBinCreated;
