import type { FeedEvent } from "../../domain/events.js";

/** What one message of a dialect says, and where to. */
export interface Telling {
  readonly exchange: string;
  readonly routingKey: string;
  /** The same whenever the event is told again: consumers deduplicate by it. */
  readonly messageId: string;
  readonly type: string;
  readonly body: unknown;
}

/** How an event is told in a dialect: in no message, in one or in several, in this order. */
export type Translation = (event: FeedEvent) => readonly Telling[];

export const timestampOf = ({ occurredAt }: FeedEvent): string => new Date(occurredAt).toISOString();
