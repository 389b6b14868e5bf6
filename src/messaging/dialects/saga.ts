import { v5 as derivedId } from "uuid";
import type { FeedEvent } from "../../domain/events.js";
import { EXCHANGES } from "../exchanges.js";
import type { Telling, Translation } from "./dialect.js";

/** The architecture document's two answers to an order, once for each time it tried to reserve. */
export const saga: Translation = (event) => {
  switch (event.type) {
    case "AllocationCreatedEvent":
      return [tell(event, "InventoryReservedEvent", { orderId: event.data.orderId })];
    case "AllocationRejectedEvent": {
      const { orderId, reason } = event.data;
      return [tell(event, "StockReservationFailedEvent", { orderId, reason })];
    }
    default:
      return [];
  }
};

function tell(event: FeedEvent, type: string, body: object): Telling {
  const messageId = derivedId(type, event.eventId);
  return { exchange: EXCHANGES.saga, routingKey: type, messageId, type, body };
}
