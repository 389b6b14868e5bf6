import { toEnvelope, type Envelope, type FeedEvent } from "../domain/events.js";
import { ROUTING_KEYS } from "./routing-keys.js";

/** An event as every durable sink addresses and labels it, whatever carries it. */
export interface EventMessage {
  readonly routingKey: string;
  readonly properties: {
    readonly contentType: "application/json";
    readonly messageId: string;
    readonly correlationId: string;
    readonly type: string;
    /** Seconds since 1970, as AMQP has it; the envelope's is exact. */
    readonly timestamp: number;
    readonly appId: "InventoryService";
    readonly headers: {
      /** Text, since consumers in other languages may read numbers into 32 bits. */
      readonly "x-position": string;
      readonly "x-aggregate-id": string;
      readonly "x-aggregate-version": number;
    };
  };
  readonly envelope: Envelope;
}

export function toMessage(event: FeedEvent): EventMessage {
  return {
    routingKey: ROUTING_KEYS[event.type],
    properties: {
      contentType: "application/json",
      messageId: event.eventId,
      correlationId: event.correlationId,
      type: event.type,
      timestamp: Math.floor(event.occurredAt / 1000),
      appId: "InventoryService",
      headers: {
        "x-position": String(event.position),
        "x-aggregate-id": event.aggregateId,
        "x-aggregate-version": event.aggregateVersion,
      },
    },
    envelope: toEnvelope(event),
  };
}
