import type { ReleaseReason } from "../model.js";

interface WarehouseShare {
  readonly warehouseId: string;
  readonly quantity: number;
}

export interface InventoryReserved {
  readonly type: "InventoryReservedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly quantityReserved: number;
    readonly availableQuantityAfterReservation: number;
    readonly orderId: string;
    readonly userId?: string;
    readonly reservationId: string;
    readonly currentQuantity: number;
    readonly warehouses: readonly WarehouseShare[];
  };
}

export interface InventoryReservationFailed {
  readonly type: "InventoryReservationFailedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly quantityAttempted: number;
    readonly reasonForFailure: "INSUFFICIENT_STOCK" | "PRODUCT_NOT_FOUND" | "DISCONTINUED";
    readonly orderId: string;
    readonly userId?: string;
  };
}

export interface InventoryReleased {
  readonly type: "InventoryReleasedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly quantityReleased: number;
    readonly availableQuantityAfterRelease: number;
    readonly orderId: string;
    readonly userId?: string;
    /** Of the one reservation that was released; none when several of the order were at once. */
    readonly reservationId?: string;
    readonly reasonForRelease: ReleaseReason;
    readonly currentQuantity: number;
    readonly warehouses: readonly WarehouseShare[];
  };
}

export type ReservationEvent = InventoryReserved | InventoryReservationFailed | InventoryReleased;

/** What an order held at first, and what became of it. */
export interface AllocatedLine {
  readonly productVariantId: string;
  readonly warehouseId: string;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly releasedQuantity: number;
}

interface Allocation {
  readonly orderId: string;
  readonly userId?: string;
  /** Several when an order is released that has several. */
  readonly reservationIds: readonly string[];
  readonly lines: readonly AllocatedLine[];
}

/** The order's stock is held; one an order beside the events of its variants. */
export interface AllocationCreated {
  readonly type: "AllocationCreatedEvent";
  readonly data: Allocation & {
    /** ISO 8601; null = never. */
    readonly expiresAt: string | null;
  };
}

export interface AllocationConfirmed {
  readonly type: "AllocationConfirmedEvent";
  readonly data: Allocation;
}

/** Nothing is held any more: released, or expired. */
export interface AllocationCancelled {
  readonly type: "AllocationCancelledEvent";
  readonly data: Allocation & { readonly reason: ReleaseReason };
}

/** Nothing is held any more: the last of it was sold. */
export interface AllocationFulfilled {
  readonly type: "AllocationFulfilledEvent";
  readonly data: Allocation;
}

/** Nothing was held for the order. */
export interface AllocationRejected {
  readonly type: "AllocationRejectedEvent";
  readonly data: {
    readonly orderId: string;
    readonly userId?: string;
    readonly reason: InventoryReservationFailed["data"]["reasonForFailure"];
    readonly lines: readonly {
      readonly productVariantId: string;
      readonly quantityAttempted: number;
      /** null: this variant could have been held. */
      readonly reasonForFailure: InventoryReservationFailed["data"]["reasonForFailure"] | null;
    }[];
  };
}

export type AllocationEvent =
  AllocationCreated | AllocationConfirmed | AllocationCancelled | AllocationFulfilled | AllocationRejected;
