import type { Logger } from "../lib/logger.js";
import type { Nudge } from "../lib/nudge.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FailureLog } from "../ports/failure-log.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { SinkObserver } from "../ports/sink-observer.js";
import type { BlockedKeys } from "./blocked-keys.js";
import type { Breaker } from "./breaker.js";
import type { Cursor } from "./cursor.js";
import type { FeedWindow } from "./feed-window.js";
import type { Flights } from "./flights.js";
import type { HeldLease } from "./held-lease.js";
import type { RetryPolicy } from "./retry-policy.js";
import type { Suspicion } from "./suspicion.js";

export interface SinkRunnerOptions {
  readonly log: FeedLog;
  readonly failures: FailureLog;
  readonly sink: EventSink;
  readonly lease: HeldLease;
  readonly window: FeedWindow;
  /** Of the delivery: there is something to send, or something has been answered. */
  readonly wake: Nudge;
  readonly batchSize: number;
  readonly retry: RetryPolicy;
  readonly logger: Logger;
  readonly observer: SinkObserver;
}

/** What the delivery of new events and the retries of refused ones share while a sink is served. */
export interface Serving extends SinkRunnerOptions {
  readonly cursor: Cursor;
  readonly flights: Flights;
  readonly blocked: BlockedKeys;
  readonly breaker: Breaker;
  readonly suspicion: Suspicion;
  /** Of the retries. */
  readonly retryWake: Nudge;
  /** Up to which position events have been handed over. */
  sent: number;
  /** The retries wait for rows that are on their way to the database. */
  rowsAwaited: boolean;
  /** An operator, or retention, has given the sink up. */
  detached: boolean;
}

/** Whether something may still be done for the sink. */
export function isServed({ lease, cursor, detached }: Serving, signal: AbortSignal): boolean {
  return !signal.aborted && lease.valid && !cursor.lost && !detached;
}

/** Whether the sink has been sent, and has answered, everything there is. */
export function isIdle({ flights, sent, window }: Serving): boolean {
  return flights.empty && sent >= window.head;
}
