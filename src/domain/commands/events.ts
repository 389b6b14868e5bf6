import type { AggregateType, EventBody } from "../events.js";

/** An event of somebody else's making: what is not given is filled in when it is stored. */
export type NewEvent = EventBody & {
  /** A UUID; by default a new one. */
  readonly eventId?: string;
  readonly aggregateType: AggregateType;
  readonly aggregateId: string;
  /** By default what the item, or the warehouse, has now. */
  readonly aggregateVersion?: number;
  /** These, by default, are the publisher's. */
  readonly correlationId?: string;
  readonly causationId?: string | null;
  readonly userId?: string | null;
};

/** Events beside any change of ours, in the order of those that the same rows' changes cause. */
export interface Publish {
  readonly kind: "publish";
  readonly events: readonly NewEvent[];
}

export type EventCommand = Publish;

export interface EventAnswers {
  readonly publish: { readonly eventIds: readonly string[] };
}
