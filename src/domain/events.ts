import { EVENT_VERSIONS } from "./events/messages.js";
import type { ItemEvent, WarehouseEvent } from "./events/place-events.js";
import type { AllocationEvent, ReservationEvent } from "./events/reservation-events.js";
import type { StockEvent } from "./events/stock-events.js";
import type { Instant } from "./model.js";

export type * from "./events/place-events.js";
export type * from "./events/reservation-events.js";
export type * from "./events/stock-events.js";

export { EVENT_VERSIONS, type Messages } from "./events/messages.js";

// What each event says stands in event-schemas/, one JSON Schema a type and version, from which
// its type is made. The payloads are those of the event publishing document, section 2, and beyond
// them those of the event publisher document's families. `timestamp` and `correlationId`, which
// the first repeats in every payload, are added by `toEnvelope`.

export type EventBody = StockEvent | ReservationEvent | AllocationEvent | ItemEvent | WarehouseEvent;

export type EventType = EventBody["type"];

export type AggregateType = "InventoryItem" | "Allocation" | "Warehouse";

/** An event as a rule causes it. Its place in the feed is given after the commit. */
export type DomainEvent = EventBody & {
  readonly eventId: string;
  /** An allocation is known by its order's id. */
  readonly aggregateType: AggregateType;
  readonly aggregateId: string;
  /** The version it reached by this change, or has, when a refusal changed nothing. */
  readonly aggregateVersion: number;
  /** Its place among the events of that command on that aggregate. */
  readonly ordinal: number;
  readonly occurredAt: Instant;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly userId: string | null;
  /** The W3C trace that the change was part of. */
  readonly traceParent: string | null;
};

/** A committed event with its place in the feed: whole numbers from 1, without holes. */
export type FeedEvent = DomainEvent & {
  readonly position: number;
  /** Set where it is not the type's own: stored by a newer program, and passed on as it is. */
  readonly eventVersion?: string;
};

export function versionOf({ type, eventVersion }: FeedEvent): string {
  return eventVersion ?? EVENT_VERSIONS[type];
}

/**
 * Whether an event is what consumers are promised.
 *
 * @throws Error that says what is wrong with it: a defect of ours.
 */
export type EventCheck = (event: DomainEvent) => void;

/** Events of one key keep their order on every sink; what is refused holds up its own key alone. */
export function orderingKey({ aggregateType, aggregateId }: DomainEvent): string {
  return `${aggregateType}/${aggregateId}`;
}

/** What consumers receive: the event publishing document's envelope (section 3), extended. */
export interface Envelope {
  readonly eventId: string;
  readonly eventType: EventType;
  readonly eventVersion: string;
  readonly timestamp: string;
  readonly sourceService: "InventoryService";
  readonly correlationId: string;
  readonly aggregateId: string;
  readonly aggregateType: AggregateType;
  readonly aggregateVersion: number;
  readonly ordinal: number;
  readonly causationId: string | null;
  readonly userId: string | null;
  readonly position: string;
  readonly data: EventBody["data"] & { readonly timestamp: string; readonly correlationId: string };
}

export function toEnvelope(event: FeedEvent): Envelope {
  const timestamp = new Date(event.occurredAt).toISOString();
  const { correlationId } = event;
  return {
    eventId: event.eventId,
    eventType: event.type,
    eventVersion: versionOf(event),
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
