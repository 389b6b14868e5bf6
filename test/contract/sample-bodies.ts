import type { EventBody, EventType } from "../../src/domain/events.js";

const HELD = {
  productVariantId: "variant-1",
  warehouseId: "warehouse-1",
  quantity: 2,
  fulfilledQuantity: 0,
  releasedQuantity: 0,
};
const ALLOCATION = {
  orderId: "order-2",
  userId: "user-1",
  reservationIds: ["reservation-1"],
  lines: [HELD],
};
const ITEM = {
  productVariantId: "variant-1",
  sku: "SKU-1",
  lowStockThreshold: 3,
  backorderPolicy: "DENY",
  backorderLimit: null,
} as const;
const WAREHOUSE = { warehouseId: "warehouse-1", code: "EAST", name: "East", priority: 10, active: true };

/** What each type of event says, by what a shop would see in an hour. */
export const DATA: { readonly [Type in EventType]: Extract<EventBody, { readonly type: Type }>["data"] } = {
  StockLevelChangedEvent: {
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
  InventoryReservedEvent: {
    productVariantId: "variant-1",
    quantityReserved: 2,
    availableQuantityAfterReservation: 3,
    orderId: "order-2",
    userId: "user-1",
    reservationId: "reservation-1",
    currentQuantity: 7,
    warehouses: [{ warehouseId: "warehouse-1", quantity: 2 }],
  },
  InventoryReservationFailedEvent: {
    productVariantId: "variant-1",
    quantityAttempted: 9,
    reasonForFailure: "INSUFFICIENT_STOCK",
    orderId: "order-3",
  },
  InventoryReleasedEvent: {
    productVariantId: "variant-1",
    quantityReleased: 2,
    availableQuantityAfterRelease: 5,
    orderId: "order-2",
    reservationId: "reservation-1",
    reasonForRelease: "ORDER_CANCELLED",
    currentQuantity: 7,
    warehouses: [{ warehouseId: "warehouse-1", quantity: 2 }],
  },
  StockStatusChangedEvent: {
    productVariantId: "variant-1",
    newStatus: "LOW_STOCK",
    oldStatus: "IN_STOCK",
    currentQuantity: 3,
    availableQuantity: 3,
  },
  LowStockThresholdReachedEvent: { productVariantId: "variant-1", currentQuantity: 3, lowStockThreshold: 3 },
  StockoutEvent: { productVariantId: "variant-1", currentQuantity: 2, reservedQuantity: 2 },
  StockTransferredEvent: {
    productVariantId: "variant-1",
    transferId: "transfer-1",
    fromWarehouseId: "warehouse-1",
    toWarehouseId: "warehouse-2",
    step: "RECEIVED",
    quantity: 4,
    missingQuantity: 1,
    missingReason: "broken",
    outstandingQuantity: 0,
  },
  AllocationCreatedEvent: { ...ALLOCATION, expiresAt: "2026-01-02T03:19:05.678Z" },
  AllocationConfirmedEvent: ALLOCATION,
  AllocationCancelledEvent: {
    ...ALLOCATION,
    lines: [{ ...HELD, releasedQuantity: 2 }],
    reason: "ORDER_CANCELLED",
  },
  AllocationFulfilledEvent: { ...ALLOCATION, lines: [{ ...HELD, fulfilledQuantity: 2 }] },
  AllocationRejectedEvent: {
    orderId: "order-3",
    reason: "INSUFFICIENT_STOCK",
    lines: [
      { productVariantId: "variant-1", quantityAttempted: 9, reasonForFailure: "INSUFFICIENT_STOCK" },
      { productVariantId: "variant-2", quantityAttempted: 1, reasonForFailure: null },
    ],
  },
  InventoryItemCreatedEvent: ITEM,
  InventoryItemUpdatedEvent: { ...ITEM, lowStockThreshold: 5, changes: ["lowStockThreshold"] },
  InventoryItemDeactivatedEvent: {
    productVariantId: "variant-1",
    reason: "DISCONTINUED",
    currentQuantity: 3,
    reservedQuantity: 1,
    inTransitQuantity: 0,
  },
  ItemAssignedToLocationEvent: {
    productVariantId: "variant-1",
    warehouseId: "warehouse-1",
    binId: "bin-1",
    binCode: "A-01",
  },
  WarehouseCreatedEvent: WAREHOUSE,
  WarehouseUpdatedEvent: { ...WAREHOUSE, priority: 5, changes: ["priority"] },
  WarehouseBinCreatedEvent: { warehouseId: "warehouse-1", binId: "bin-1", binCode: "A-01" },
};
