import type { FeedEvent } from "../domain/events.js";
import type { Telling } from "./dialects/dialect.js";

export type Headers = Readonly<Record<string, string | number | boolean>>;

/** A message as every durable sink addresses and labels it, whatever carries it. */
export interface EventMessage {
  /** Without the prefix; "" is the broker's default one, whose routing keys are queues. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: {
    readonly contentType: "application/json";
    readonly messageId: string;
    readonly correlationId: string;
    readonly type: string;
    /** Seconds since 1970, as AMQP has it; the envelope's is exact. */
    readonly timestamp: number;
    readonly appId: "InventoryService";
    readonly headers: Headers;
  };
  readonly content: Buffer;
}

/** Of AMQP's short strings, in bytes. */
const LONGEST_PROPERTY = 255;

export function toMessage(event: FeedEvent, telling: Telling): EventMessage {
  const { exchange, routingKey, messageId, type, body } = telling;
  return {
    exchange,
    routingKey,
    properties: {
      contentType: "application/json",
      messageId,
      correlationId: fitting(event.correlationId),
      type,
      timestamp: Math.floor(event.occurredAt / 1000),
      appId: "InventoryService",
      headers: {
        // Text, since consumers in other languages may read numbers into 32 bits.
        "x-position": String(event.position),
        "x-aggregate-id": event.aggregateId,
        "x-aggregate-version": event.aggregateVersion,
        ...(event.traceParent === null ? {} : { traceparent: event.traceParent }),
      },
    },
    content: Buffer.from(JSON.stringify(body)),
  };
}

/**
 * Callers choose these ids, up to 64 characters of up to four bytes, and none may hold up an
 * item's events. The body has it whole. A cut character takes 3 bytes.
 */
function fitting(text: string): string {
  if (Buffer.byteLength(text) <= LONGEST_PROPERTY) return text;
  return Buffer.from(text)
    .subarray(0, LONGEST_PROPERTY - 3)
    .toString();
}

export function withHeaders(message: EventMessage, more: Headers): EventMessage {
  const { properties } = message;
  return { ...message, properties: { ...properties, headers: { ...properties.headers, ...more } } };
}

/** Past every exchange, to one queue; where it would have gone stands in a header. */
export function toQueue(message: EventMessage, queue: string): EventMessage {
  const addressed = { ...message, exchange: "", routingKey: queue };
  return withHeaders(addressed, { "x-original-routing-key": message.routingKey });
}
