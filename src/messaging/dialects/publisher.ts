import { toEnvelope, type FeedEvent } from "../../domain/events.js";
import { EXCHANGES } from "../exchanges.js";
import { routingKeyOf } from "../routing-keys.js";
import type { Translation } from "./dialect.js";

/** The event publisher document's base structure around every event, whose id stays its own. */
export const publisher: Translation = (event) => {
  const { eventVersion, sourceService, timestamp } = toEnvelope(event);
  const { eventId, type, aggregateId, aggregateType, correlationId, causationId, userId } = event;
  return [
    {
      exchange: EXCHANGES.publisher,
      routingKey: routingKeyOf(type),
      messageId: eventId,
      type,
      body: {
        eventId,
        eventType: type,
        aggregateId,
        aggregateType,
        timestamp,
        version: Number(eventVersion),
        // Its fields are optional there, and none of them is ever null.
        metadata: {
          correlationId,
          ...(causationId === null ? {} : { causationId }),
          ...(userId === null ? {} : { userId }),
          source: sourceService,
        },
        payload: payloadOf(event),
      },
    },
  ];
};

/** That of a changed level has the document's names; the others are as the canonical ones. */
function payloadOf(event: FeedEvent): object {
  if (event.type !== "StockLevelChangedEvent") return event.data;
  const { productVariantId, warehouseId, oldQuantity, newQuantity, quantityChanged, changeType } = event.data;
  return {
    inventoryItemId: productVariantId,
    warehouseId,
    previousQuantity: oldQuantity,
    newQuantity,
    changeAmount: quantityChanged,
    changeReason: changeType === "ADJUSTMENT" ? "MANUAL_ADJUSTMENT" : changeType,
    // What names one ledger entry.
    transactionId: `${productVariantId}:${warehouseId}:${event.aggregateVersion}`,
  };
}
