import type {
  FeedEvent,
  InventoryReleased,
  InventoryReserved,
  StockLevelChanged,
  StockStatusChanged,
} from "../../domain/events.js";
import type { StockLevelChange, StockStatusChange } from "../types/stock-changes.js";

type Of<Body> = FeedEvent & Body;
export type StatusEvent = Of<StockStatusChanged>;
export type LevelEvent = Of<StockLevelChanged> | Of<InventoryReserved> | Of<InventoryReleased>;

export function isStatusEvent(event: FeedEvent): event is StatusEvent {
  return event.type === "StockStatusChangedEvent";
}

/** What moves a quantity, or what is held of it. */
export const LEVEL_EVENTS = [
  "StockLevelChangedEvent",
  "InventoryReservedEvent",
  "InventoryReleasedEvent",
] as const satisfies readonly LevelEvent["type"][];

export function isLevelEvent(event: FeedEvent): event is LevelEvent {
  return (LEVEL_EVENTS as readonly string[]).includes(event.type);
}

/** Ids of the warehouses that the event moved stock in. */
export function warehousesOf(event: LevelEvent): readonly string[] {
  if (event.type === "StockLevelChangedEvent") return [event.data.warehouseId];
  return event.data.warehouses.map(({ warehouseId }) => warehouseId);
}

export function toStockStatusChange(event: StatusEvent): StockStatusChange {
  const { oldStatus, newStatus, currentQuantity, availableQuantity } = event.data;
  return {
    ...common(event),
    oldStatus,
    newStatus,
    currentQuantity,
    availableQuantity,
  } satisfies StockStatusChange;
}

export function toStockLevelChange(event: LevelEvent): StockLevelChange {
  const warehouses = warehousesOf(event);
  return {
    ...common(event),
    warehouseId: warehouses.length === 1 ? (warehouses[0] as string) : null,
    ...change(event),
  } satisfies StockLevelChange;
}

function change(event: LevelEvent) {
  switch (event.type) {
    case "StockLevelChangedEvent": {
      const { oldQuantity, newQuantity, quantityChanged, changeType, availableQuantity } = event.data;
      return { oldQuantity, newQuantity, quantityChanged, changeType, availableQuantity };
    }
    case "InventoryReservedEvent":
      return onlyHolds(event.data.currentQuantity, event.data.availableQuantityAfterReservation);
    case "InventoryReleasedEvent":
      return onlyHolds(event.data.currentQuantity, event.data.availableQuantityAfterRelease);
    default:
      return event satisfies never;
  }
}

function onlyHolds(quantity: number, availableQuantity: number) {
  return {
    oldQuantity: quantity,
    newQuantity: quantity,
    quantityChanged: 0,
    changeType: null,
    availableQuantity,
  };
}

function common(event: StatusEvent | LevelEvent) {
  return {
    position: event.position,
    eventId: event.eventId,
    occurredAt: new Date(event.occurredAt),
    correlationId: event.correlationId,
    productVariantId: event.data.productVariantId,
    itemVersion: event.aggregateVersion,
  };
}
