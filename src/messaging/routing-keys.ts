import type { EventType } from "../domain/events.js";

/** What consumers bind to; section 4 of the event publishing document. */
export const ROUTING_KEYS: Readonly<Record<EventType, string>> = {
  StockLevelChangedEvent: "inventory.stock.changed",
  StockStatusChangedEvent: "inventory.stock.status.changed",
  LowStockThresholdReachedEvent: "inventory.stock.low_threshold_reached",
  InventoryReservedEvent: "inventory.reservation.created",
  InventoryReservationFailedEvent: "inventory.reservation.failed",
  InventoryReleasedEvent: "inventory.reservation.released",
};
