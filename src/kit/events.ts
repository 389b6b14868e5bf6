import { EVENT_VERSIONS, type EventType, type Messages } from "../domain/events.js";

export type { EventType };

/** The message of one type, as the newest of its schemas in event-schemas/ says. */
export type EventOf<Type extends EventType> = Messages[Type];

/** Any message that this version of the package knows, told apart by `eventType`. */
export type StockfeedEvent = Messages[EventType];

/** A message of a type that this version of the package has no schema of: the envelope is the same. */
export interface UnknownEvent extends Omit<StockfeedEvent, "eventType" | "aggregateType" | "data"> {
  readonly eventType: string;
  readonly aggregateType: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const EVENT_TYPES = Object.keys(EVENT_VERSIONS) as readonly EventType[];

/** Events of one key are handled one after the other, in the order in which they come. */
export function keyOf({ aggregateType, aggregateId }: StockfeedEvent | UnknownEvent): string {
  return `${aggregateType}/${aggregateId}`;
}
