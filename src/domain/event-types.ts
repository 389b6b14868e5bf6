import type { EventType } from "./events.js";

const TYPES: Readonly<Record<EventType, true>> = {
  StockLevelChangedEvent: true,
  StockStatusChangedEvent: true,
  LowStockThresholdReachedEvent: true,
  StockoutEvent: true,
  StockTransferredEvent: true,
  InventoryReservedEvent: true,
  InventoryReservationFailedEvent: true,
  InventoryReleasedEvent: true,
  AllocationCreatedEvent: true,
  AllocationConfirmedEvent: true,
  AllocationCancelledEvent: true,
  AllocationFulfilledEvent: true,
  AllocationRejectedEvent: true,
  InventoryItemCreatedEvent: true,
  InventoryItemUpdatedEvent: true,
  InventoryItemDeactivatedEvent: true,
  ItemAssignedToLocationEvent: true,
  WarehouseCreatedEvent: true,
  WarehouseUpdatedEvent: true,
  WarehouseBinCreatedEvent: true,
};

export const EVENT_TYPES = Object.keys(TYPES) as readonly EventType[];

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(TYPES, name);
}
