import type { ChangeType, Instant, ReleaseReason, StockStatus } from "./model.js";

// The payloads are those of the event publishing document, section 2. `timestamp` and
// `correlationId`, which it repeats in every payload, are added by `toEnvelope`. Fields
// beyond the document stand last in each.

interface WarehouseShare {
  readonly warehouseId: string;
  readonly quantity: number;
}

export interface StockLevelChanged {
  readonly type: "StockLevelChangedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly newQuantity: number;
    readonly oldQuantity: number;
    readonly quantityChanged: number;
    readonly changeType: ChangeType;
    readonly sku: string | null;
    readonly warehouseId: string;
    readonly orderId: string | null;
    readonly updatedBy: string;
    readonly trigger: "ORDER_CONFIRMED" | "ADMIN_UPDATE" | "SCHEDULED_SYNC";
    readonly availableQuantity: number;
  };
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

export interface StockStatusChanged {
  readonly type: "StockStatusChangedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly newStatus: StockStatus;
    readonly oldStatus: StockStatus;
    readonly currentQuantity: number;
    readonly availableQuantity: number;
  };
}

export interface LowStockThresholdReached {
  readonly type: "LowStockThresholdReachedEvent";
  readonly data: {
    readonly productVariantId: string;
    readonly currentQuantity: number;
    readonly lowStockThreshold: number;
  };
}

export type EventBody =
  | StockLevelChanged
  | InventoryReserved
  | InventoryReservationFailed
  | InventoryReleased
  | StockStatusChanged
  | LowStockThresholdReached;

export type EventType = EventBody["type"];

/** An event as a rule causes it. Its place in the feed is given after the commit. */
export type DomainEvent = EventBody & {
  readonly eventId: string;
  readonly aggregateType: "InventoryItem";
  readonly aggregateId: string;
  /** The version the item reached by this change, or has, when a refusal changed nothing. */
  readonly aggregateVersion: number;
  /** Its place among the events of that command on that item. */
  readonly ordinal: number;
  readonly occurredAt: Instant;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly userId: string | null;
};

/** A committed event with its place in the feed: whole numbers from 1, without holes. */
export type FeedEvent = DomainEvent & { readonly position: number };

/** What consumers receive: the event publishing document's envelope (section 3), extended. */
export interface Envelope {
  readonly eventId: string;
  readonly eventType: EventType;
  readonly eventVersion: string;
  readonly timestamp: string;
  readonly sourceService: "InventoryService";
  readonly correlationId: string;
  readonly aggregateId: string;
  readonly aggregateType: string;
  readonly aggregateVersion: number;
  readonly ordinal: number;
  readonly causationId: string | null;
  readonly userId: string | null;
  readonly position: string;
  readonly data: EventBody["data"] & { readonly timestamp: string; readonly correlationId: string };
}

export const EVENT_VERSION = "1.0";

export function toEnvelope(event: FeedEvent): Envelope {
  const timestamp = new Date(event.occurredAt).toISOString();
  const { correlationId } = event;
  return {
    eventId: event.eventId,
    eventType: event.type,
    eventVersion: EVENT_VERSION,
    timestamp,
    sourceService: "InventoryService",
    correlationId,
    aggregateId: event.aggregateId,
    aggregateType: event.aggregateType,
    aggregateVersion: event.aggregateVersion,
    ordinal: event.ordinal,
    causationId: event.causationId,
    userId: event.userId,
    position: String(event.position),
    data: { ...event.data, timestamp, correlationId },
  };
}
