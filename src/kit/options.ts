import type { ClientLogger } from "./log.js";
import type { EventOf, EventType, UnknownEvent } from "./events.js";
import type { Feed } from "./feed.js";
import type { IdempotencyStore } from "./idempotency-store.js";
import type { Missing } from "./positions.js";

/** What a handler is told beside the event. */
export interface Delivery<Transaction> {
  /** The store's transaction, in which the event is noted as handled; undefined where the store has none. */
  readonly transaction: Transaction;
  /** Aborted when the result counts no more: the connection is lost, or the consumer waits no longer. */
  readonly signal: AbortSignal;
  /** How often its handling has failed before. */
  readonly attempt: number;
  /** Sent again at an operator's request. */
  readonly replayed: boolean;
  /** Read from the API, since it had not come by the broker. */
  readonly caughtUp: boolean;
}

type Handler<Event, Transaction> = (event: Event, delivery: Delivery<Transaction>) => Promise<void> | void;

export type Handlers<Transaction> = {
  readonly [Type in EventType]?: Handler<EventOf<Type>, Transaction>;
};

export interface CatchUpOptions {
  /** `events` and `feedPosition` of a service; see `openFeed`. */
  readonly feed: Feed;
  /** Where a consumer begins that has no position yet; by default "now". */
  readonly from?: "now" | "beginning";
}

export interface ConsumerOptions<Transaction = undefined> {
  /** The broker: `amqps://user:password@host`. */
  readonly url: string;
  /** Durable, the consumer's own; `<queue>.retry.<pause>` and `<queue>.dead` stand beside it. */
  readonly queue: string;
  /** By default `inventory.events`; with the service's AMQP_EXCHANGE_PREFIX before it. */
  readonly exchange?: string;
  /** Routing keys with `*` and `#`; by default `inventory.#`, everything. */
  readonly bindings?: readonly string[];
  /** By event type; events without a handler are passed over. */
  readonly handlers: Handlers<Transaction>;
  /** For types that this version of the package does not know; by default they are passed over. */
  readonly onUnknown?: Handler<UnknownEvent, Transaction>;
  /** By default in memory. */
  readonly store?: IdempotencyStore<Transaction>;
  /** Events that may be under way at once; by default 20. */
  readonly prefetch?: number;
  /** Before each further attempt, in milliseconds; after the last the event is dead. By default 1 s to 10 min. */
  readonly retryPausesMs?: readonly number[];
  /**
   * Where an event waits whose handler failed. "aside" (the default): in a retry queue, and later events of its key
   * pass it. "in order": here, and those of its key wait behind it.
   */
  readonly failing?: "aside" | "in order";
  /** The queue ends with the connection: for consumers that keep their state in memory. Implies `failing: "in order"`. */
  readonly transient?: boolean;
  /** Of several processes one is active, and another takes over. By default true; false gives up the order of keys. */
  readonly singleActive?: boolean;
  readonly catchUp?: CatchUpOptions;
  /** The address of the service's event-keys.json: messages that are not signed by one of these keys are dead. */
  readonly signedBy?: string;
  /** Called for what has not come, and could not be had from the API either. */
  readonly onMissed?: (missing: Missing) => void;
  /** How long `close` waits for handlers; by default 10 s. */
  readonly closeTimeoutMs?: number;
  /** By default pino's, on stderr. */
  readonly logger?: ClientLogger;
}

export interface ConsumerStatus {
  readonly state: "connecting" | "catching up" | "live" | "closed";
  /** Up to here everything has come and is settled; null: nothing yet. */
  readonly position: number | null;
  readonly handled: number;
  readonly duplicates: number;
  readonly retried: number;
  readonly dead: number;
}

export interface Consumer {
  status(): ConsumerStatus;
  /** Compares with the API at once, and handles what has not come. @throws Error without `catchUp`. */
  catchUp(): Promise<void>;
  /** Takes nothing new, finishes what is under way, and says goodbye. Idempotent. */
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const RETRY_PAUSES_MS = [1_000, 5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS];

export type Settings<Transaction> = Required<
  Omit<ConsumerOptions<Transaction>, "onUnknown" | "store" | "catchUp" | "signedBy" | "onMissed" | "logger">
> &
  Pick<ConsumerOptions<Transaction>, "onUnknown" | "catchUp" | "signedBy" | "onMissed"> & {
    /** Whether every event comes here, so that a missing position tells. */
    readonly dense: boolean;
  };

/** @throws TypeError that names the option. */
export function settle<Transaction>(options: ConsumerOptions<Transaction>): Settings<Transaction> {
  const { bindings = ["inventory.#"], singleActive = true, transient = false, prefetch = 20 } = options;
  const { retryPausesMs = RETRY_PAUSES_MS } = options;
  for (const name of ["url", "queue"] as const) {
    if (typeof options[name] !== "string" || options[name] === "") throw new TypeError(`${name} is missing`);
  }
  if (bindings.length === 0) throw new TypeError("bindings: none is given, so that nothing would come");
  if (!(Number.isInteger(prefetch) && prefetch >= 1 && prefetch <= 65_535)) {
    throw new TypeError("prefetch must be a whole number from 1 to 65535");
  }
  if (!retryPausesMs.every((pause) => Number.isInteger(pause) && pause > 0)) {
    throw new TypeError("retryPausesMs must be whole numbers above 0");
  }
  return {
    ...{ exchange: "inventory.events", closeTimeoutMs: 10_000 },
    ...options,
    ...{ bindings, singleActive, transient, prefetch, retryPausesMs },
    failing: transient ? "in order" : (options.failing ?? "aside"),
    dense: singleActive && bindings.some((binding) => binding === "#" || binding === "inventory.#"),
  };
}
