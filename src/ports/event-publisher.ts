import type { NewEvent } from "../domain/commands.js";
import type { EventType, FeedEvent } from "../domain/events.js";
import type { Instant } from "../domain/model.js";
import type { Refusal } from "../domain/refusal.js";
import type { FailedEvent, FailedEventKey } from "./failed-events.js";
import type { PublisherStatus } from "./publisher-desk.js";
import type { Replay } from "./replays.js";

export type EventOf<Type extends EventType> = Extract<FeedEvent, { readonly type: Type }>;

/** May be called again with an event that it was given before. What it throws has the event given again. */
export type EventHandler<Type extends EventType = EventType> = (event: EventOf<Type>) => void | Promise<void>;

export interface ReplayOptions {
  /** 1-255 bytes; with `throughExchange` the name of the exchange. */
  readonly queue: string;
  /** By default from the oldest event that there is. */
  readonly afterPosition?: number | null | undefined;
  /** Included; by default up to the newest at the time of the request. */
  readonly untilPosition?: number | null | undefined;
  /** Occurred at this moment or later. */
  readonly since?: Instant | null | undefined;
  readonly types?: readonly string[] | null | undefined;
  readonly productVariantIds?: readonly string[] | null | undefined;
  /** To every consumer again, instead of to one queue. */
  readonly throughExchange?: boolean | null | undefined;
  readonly eventsPerSecond?: number | null | undefined;
  /** 1-128 characters; the same key and request again finds the replay there is. */
  readonly idempotencyKey?: string | null | undefined;
}

export interface ReplayResult {
  /** null: nothing is to be sent. */
  readonly replay: Replay | null;
  /** How many events are sent. */
  readonly count: number;
}

export interface FailedEventOptions {
  /** By default of all sinks. */
  readonly sink?: string;
  /** At most so many, by default 50. */
  readonly first?: number;
  readonly after?: FailedEventKey;
}

export interface RetryResult {
  readonly eventId: string;
  /** That deliver it again. */
  readonly sinks: readonly string[];
}

/** What was asked for is not done, for reasons that the caller can act on. */
export class PublisherRefusal extends Error {
  override readonly name = "PublisherRefusal";
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ code, field, message }) => `${code} ${field.join(".")}: ${message}`).join("\n"));
    this.refusals = refusals;
  }
}

/**
 * The event publisher document's interface, for whoever embeds the service. What is not done
 * rejects with a PublisherRefusal, or with a Failure when something is out of reach.
 */
export interface InventoryEventPublisher {
  /** @returns the event's id. */
  publishEvent(event: NewEvent): Promise<string>;
  /** Stores all, or none; they are delivered to every sink like those of our own. @returns their ids, in order. */
  publishEvents(events: readonly NewEvent[]): Promise<readonly string[]>;
  /**
   * Calls the handler in this process with every event of the type that is committed once this
   * has resolved, in order, without gaps, at least once, as long as the process lives.
   *
   * @returns what ends it, and waits for the call under way.
   */
  registerEventHandler<Type extends EventType>(
    type: Type,
    handler: EventHandler<Type>,
  ): Promise<() => Promise<void>>;
  replayEvents(options: ReplayOptions): Promise<ReplayResult>;
  getPublisherStatus(): Promise<PublisherStatus>;
  /** Parked ones, the latest first. */
  getFailedEvents(options?: FailedEventOptions): Promise<readonly FailedEvent[]>;
  /** Wherever it is parked. */
  retryFailedEvent(eventId: string): Promise<RetryResult>;
}

/** Told of handlers that could not be served. */
export interface HandlerObserver {
  /** The handler failed with the event as often as it may, and goes on without it. */
  gaveUp(event: FeedEvent, error: unknown): void;
}
