import { versionOf, type FeedEvent } from "../../domain/events.js";
import type { Upcast } from "../../ports/upcast.js";
import { ms } from "../rows.js";

/** What the outbox and the feed have in common, as stored. */
export const EVENT_COLUMNS = `seq, event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
  ordinal, occurred_at, correlation_id, causation_id, user_id, trace_parent, data`;

export type StoredEvent = [
  position: number,
  eventId: string,
  type: string,
  eventVersion: string,
  aggregateType: string,
  aggregateId: string,
  aggregateVersion: number,
  ordinal: number,
  occurredAt: number,
  correlationId: string,
  causationId: string | null,
  userId: string | null,
  traceParent: string | null,
  data: unknown,
];

/** A row of `e` as JSON: an array, since names would be most of it. */
export const STORED_EVENT_JSON = `json_build_array(e.position, e.event_id, e.event_type, e.event_version,
  e.aggregate_type, e.aggregate_id, e.aggregate_version, e.ordinal, ${ms("e.occurred_at")}, e.correlation_id,
  e.causation_id, e.user_id, e.trace_parent, e.data)`;

/** How stored rows become events of today. */
export interface FromStored {
  readonly upcast: Upcast;
}

export function toFeedEvent(row: StoredEvent, { upcast }: FromStored): FeedEvent {
  return {
    position: row[0],
    eventId: row[1],
    type: row[2],
    aggregateType: row[4],
    aggregateId: row[5],
    aggregateVersion: row[6],
    ordinal: row[7],
    occurredAt: row[8],
    correlationId: row[9],
    causationId: row[10],
    userId: row[11],
    traceParent: row[12],
    ...upcast(row[2], row[3], row[13]),
  } as FeedEvent;
}

/** An event as one JSON value of a row, which its type may outlive: so it always says its version. */
export type EventInRow = FeedEvent & { readonly eventVersion: string };

export function toEventInRow(event: FeedEvent): EventInRow {
  return { ...event, eventVersion: versionOf(event) };
}

export function fromEventInRow({ eventVersion, ...event }: EventInRow, { upcast }: FromStored): FeedEvent {
  return { ...event, ...upcast(event.type, eventVersion, event.data) } as FeedEvent;
}
