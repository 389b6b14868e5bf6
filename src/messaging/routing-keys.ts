import type { EventType } from "../domain/events.js";

/** What consumers bind to; section 4 of the event publishing document. */
export const ROUTING_KEYS: Readonly<Record<EventType, string>> = {
  StockLevelChangedEvent: "inventory.stock.changed",
  StockStatusChangedEvent: "inventory.stock.status.changed",
  LowStockThresholdReachedEvent: "inventory.stock.low_threshold_reached",
  StockoutEvent: "inventory.stock.out",
  StockTransferredEvent: "inventory.stock.transferred",
  InventoryReservedEvent: "inventory.reservation.created",
  InventoryReservationFailedEvent: "inventory.reservation.failed",
  InventoryReleasedEvent: "inventory.reservation.released",
  AllocationCreatedEvent: "inventory.allocation.created",
  AllocationConfirmedEvent: "inventory.allocation.confirmed",
  AllocationCancelledEvent: "inventory.allocation.cancelled",
  AllocationFulfilledEvent: "inventory.allocation.fulfilled",
  AllocationRejectedEvent: "inventory.allocation.rejected",
  InventoryItemCreatedEvent: "inventory.item.created",
  InventoryItemUpdatedEvent: "inventory.item.updated",
  InventoryItemDeactivatedEvent: "inventory.item.deactivated",
  ItemAssignedToLocationEvent: "inventory.item.location_assigned",
  WarehouseCreatedEvent: "inventory.warehouse.created",
  WarehouseUpdatedEvent: "inventory.warehouse.updated",
  WarehouseBinCreatedEvent: "inventory.warehouse.bin_created",
};

/** @returns that of a type which a newer program has stored, and this one does not know: it is not held up. */
export function routingKeyOf(type: EventType): string {
  return Object.hasOwn(ROUTING_KEYS, type) ? ROUTING_KEYS[type] : "inventory.unknown";
}
