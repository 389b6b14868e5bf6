import { randomUUID } from "node:crypto";
import type { EventBody, FeedEvent } from "../../src/domain/events.js";

const OCCURRED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** One body of each type, by what a shop would see in an hour. */
export const BODIES: readonly EventBody[] = [
  {
    type: "StockLevelChangedEvent",
    data: {
      productVariantId: "variant-1",
      newQuantity: 7,
      oldQuantity: 10,
      quantityChanged: -3,
      changeType: "SALE",
      sku: "SKU-1",
      warehouseId: "warehouse-1",
      orderId: "order-1",
      updatedBy: "order-service",
      trigger: "ORDER_CONFIRMED",
      availableQuantity: 5,
    },
  },
  {
    type: "InventoryReservedEvent",
    data: {
      productVariantId: "variant-1",
      quantityReserved: 2,
      availableQuantityAfterReservation: 3,
      orderId: "order-2",
      userId: "user-1",
      reservationId: "reservation-1",
      currentQuantity: 7,
      warehouses: [{ warehouseId: "warehouse-1", quantity: 2 }],
    },
  },
  {
    type: "InventoryReservationFailedEvent",
    data: {
      productVariantId: "variant-1",
      quantityAttempted: 9,
      reasonForFailure: "INSUFFICIENT_STOCK",
      orderId: "order-3",
    },
  },
  {
    type: "InventoryReleasedEvent",
    data: {
      productVariantId: "variant-1",
      quantityReleased: 2,
      availableQuantityAfterRelease: 5,
      orderId: "order-2",
      reservationId: "reservation-1",
      reasonForRelease: "ORDER_CANCELLED",
      currentQuantity: 7,
      warehouses: [{ warehouseId: "warehouse-1", quantity: 2 }],
    },
  },
  {
    type: "StockStatusChangedEvent",
    data: {
      productVariantId: "variant-1",
      newStatus: "LOW_STOCK",
      oldStatus: "IN_STOCK",
      currentQuantity: 3,
      availableQuantity: 3,
    },
  },
  {
    type: "LowStockThresholdReachedEvent",
    data: { productVariantId: "variant-1", currentQuantity: 3, lowStockThreshold: 3 },
  },
];

export function eventAt(position: number, overrides: Partial<FeedEvent> = {}): FeedEvent {
  const body = BODIES[(position - 1) % BODIES.length];
  const event = {
    ...body,
    eventId: randomUUID(),
    aggregateType: "InventoryItem",
    aggregateId: "item-1",
    aggregateVersion: position + 40,
    ordinal: 0,
    occurredAt: OCCURRED_AT + position,
    correlationId: randomUUID(),
    causationId: null,
    userId: null,
    position,
    ...overrides,
  };
  return event as FeedEvent;
}

/** `count` events, of all types in turn, from position `first` on. */
export function eventsFrom(first: number, count: number): FeedEvent[] {
  return Array.from({ length: count }, (_, offset) => eventAt(first + offset));
}
