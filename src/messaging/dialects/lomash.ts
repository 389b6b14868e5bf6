import { v5 as derivedId } from "uuid";
import type { FeedEvent } from "../../domain/events.js";
import { EXCHANGES } from "../exchanges.js";
import { timestampOf, type Telling, type Translation } from "./dialect.js";

const TOPICS = {
  "inventory-updated": "lomash.inventory.updated",
  "inventory-update-failed": "lomash.inventory.update-failed",
  "product-updated": "lomash.products.updated",
} as const;

/** The inventory sync document's events; its topics are routing keys. */
export const lomash: Translation = (event) => {
  switch (event.type) {
    case "StockLevelChangedEvent":
      return [inventoryUpdated(event), ...productUpdated(event, fieldsOfLevel(event.data))];
    case "StockStatusChangedEvent":
      return productUpdated(event, fieldsOfStatus(event.data));
    case "InventoryReservationFailedEvent":
      return [updateFailed(event)];
    default:
      return [];
  }
};

type Of<Type extends FeedEvent["type"]> = Extract<FeedEvent, { readonly type: Type }>;

function inventoryUpdated(event: Of<"StockLevelChangedEvent">): Telling {
  const { productVariantId, sku, oldQuantity, newQuantity, trigger, orderId, updatedBy } = event.data;
  return tell(event, "inventory-updated", {
    productId: productVariantId,
    sku,
    previousQuantity: oldQuantity,
    newQuantity,
    trigger,
    orderId,
    updatedBy,
  });
}

function updateFailed(event: Of<"InventoryReservationFailedEvent">): Telling {
  const { productVariantId, quantityAttempted, reasonForFailure, orderId } = event.data;
  return tell(event, "inventory-update-failed", {
    productId: productVariantId,
    requestedQuantity: quantityAttempted,
    reason: reasonForFailure,
    orderId,
  });
}

function productUpdated(
  event: Of<"StockLevelChangedEvent"> | Of<"StockStatusChangedEvent">,
  changedFields: readonly string[],
): Telling[] {
  if (changedFields.length === 0) return [];
  const { productVariantId } = event.data;
  return [
    tell(event, "product-updated", {
      productId: productVariantId,
      changedFields,
      updatedAt: timestampOf(event),
    }),
  ];
}

/** A product is available there while any of it is on hand. */
function fieldsOfLevel({ oldQuantity, newQuantity }: Of<"StockLevelChangedEvent">["data"]): string[] {
  if (oldQuantity === newQuantity) return [];
  return oldQuantity > 0 === newQuantity > 0 ? ["stockQuantity"] : ["stockQuantity", "isAvailable"];
}

/** Out of sale, or back in it. That nothing is left was told with the level. */
function fieldsOfStatus({ oldStatus, newStatus, currentQuantity }: Of<"StockStatusChangedEvent">["data"]) {
  const moved = oldStatus === "DISCONTINUED" || newStatus === "DISCONTINUED";
  return moved && currentQuantity > 0 ? ["isAvailable"] : [];
}

function tell(event: FeedEvent, eventType: keyof typeof TOPICS, payload: object): Telling {
  const eventId = derivedId(eventType, event.eventId);
  return {
    exchange: EXCHANGES.lomash,
    routingKey: TOPICS[eventType],
    messageId: eventId,
    type: eventType,
    body: { eventId, eventType, timestamp: timestampOf(event), version: "1.0", payload },
  };
}
