import { randomUUID } from "node:crypto";
import type { AggregateType, EventBody, FeedEvent } from "../../src/domain/events.js";
import { DATA } from "./sample-bodies.js";

const OCCURRED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** One body of each type. */
export const BODIES = Object.entries(DATA).map(([type, data]) => ({ type, data }) as EventBody);

export function eventAt(position: number, overrides: Partial<FeedEvent> = {}): FeedEvent {
  const body = BODIES[(position - 1) % BODIES.length] as EventBody;
  const event = {
    ...body,
    eventId: randomUUID(),
    aggregateType: aggregateOf(body),
    aggregateId: "item-1",
    aggregateVersion: position + 40,
    ordinal: 0,
    occurredAt: OCCURRED_AT + position,
    correlationId: randomUUID(),
    causationId: null,
    userId: null,
    traceParent: null,
    position,
    ...overrides,
  };
  return event as FeedEvent;
}

function aggregateOf({ type }: EventBody): AggregateType {
  if (type.startsWith("Allocation")) return "Allocation";
  return type.startsWith("Warehouse") ? "Warehouse" : "InventoryItem";
}

/** `count` events, of all types in turn, from position `first` on. */
export function eventsFrom(first: number, count: number): FeedEvent[] {
  return Array.from({ length: count }, (_, offset) => eventAt(first + offset));
}
