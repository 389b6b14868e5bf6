import { setTimeout as delay } from "node:timers/promises";
import type { Options } from "amqplib";
import type { StockfeedEvent, UnknownEvent } from "./events.js";
import { KIT_HEADERS, ownHeaders } from "./headers.js";
import { StoreUnavailable, type IdempotencyStore } from "./idempotency-store.js";
import type { ClientLogger } from "./log.js";
import type { Delivery, Settings } from "./options.js";
import { patiently } from "./patiently.js";
import type { Session } from "./session.js";

/** One event on its way to its handler. */
export interface Job {
  readonly event: StockfeedEvent | UnknownEvent;
  readonly known: boolean;
  readonly message: Sent;
  readonly attempt: number;
  readonly replayed: boolean;
  readonly caughtUp: boolean;
  readonly session: Session;
  /** Aborted: the event comes again, whatever becomes of it here. */
  readonly signal: AbortSignal;
}

/** A message that can be sent again as it was. */
export interface Sent {
  readonly content: Buffer;
  readonly routingKey: string;
  readonly properties: Omit<Options.Publish, "headers"> & {
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}

export interface Counts {
  handled: number;
  duplicates: number;
  retried: number;
  dead: number;
}

interface Means<Transaction> {
  readonly settings: Settings<Transaction>;
  readonly store: IdempotencyStore<Transaction>;
  readonly logger: ClientLogger;
  readonly counts: Counts;
  /** No further attempt is begun. */
  readonly closing: AbortSignal;
}

const LONGEST_ERROR = 1_000;

/** Resolves when the event is handled, or safe in another queue; rejects when it comes again. */
export async function carryOut<T>(job: Job, means: Means<T>): Promise<void> {
  const { settings, logger, counts, closing } = means;
  for (let { attempt } = job; ; attempt += 1) {
    try {
      return await attemptOnce({ ...job, attempt }, means);
    } catch (error) {
      job.signal.throwIfAborted();
      const pause = settings.retryPausesMs[attempt];
      const { eventId, eventType } = job.event;
      if (pause === undefined) {
        const reason = error instanceof Error ? error.message : String(error);
        return await bury(job, { reason, attempts: attempt + 1 }, means);
      }
      counts.retried += 1;
      logger.warn({ err: error, eventId, eventType, attempt }, `A handler failed; again in ${pause} ms`);
      // What did not come from the queue has no place in it.
      if (settings.failing === "aside" && !job.caughtUp) {
        return await send(
          job,
          job.session.queues.retry(pause),
          { [KIT_HEADERS.attempt]: attempt + 1 },
          means,
        );
      }
      await delay(pause, undefined, { signal: AbortSignal.any([job.signal, closing]) });
    }
  }
}

async function attemptOnce<T>(job: Job, { settings, store, logger, counts }: Means<T>): Promise<void> {
  const { event, known, signal, attempt, replayed, caughtUp } = job;
  const handler = (known ? settings.handlers[event.eventType as never] : settings.onUnknown) as
    ((event: StockfeedEvent | UnknownEvent, delivery: Delivery<T>) => Promise<void> | void) | undefined;
  if (handler === undefined) return;
  const handle = async (transaction: T): Promise<void> =>
    handler(event, { transaction, signal, attempt, replayed, caughtUp });
  const outcome = await patiently(() => store.once(event.eventId, handle), {
    ...{ what: "The store of handled events is away", logger, signal },
    isAway: (error) => error instanceof StoreUnavailable,
  });
  counts[outcome === "handled" ? "handled" : "duplicates"] += 1;
}

/** To the dead letters. */
export async function bury<T>(
  letter: Pick<Job, "message" | "session" | "signal">,
  { reason, attempts }: { reason: string; attempts: number },
  means: Means<T>,
): Promise<void> {
  const { messageId, type } = letter.message.properties;
  means.logger.error({ eventId: messageId, eventType: type, attempts }, `An event is dead: ${reason}`);
  const lastError = reason.slice(0, LONGEST_ERROR).toWellFormed();
  const headers = { [KIT_HEADERS.attempts]: attempts, [KIT_HEADERS.lastError]: lastError };
  await send(letter, letter.session.queues.dead, headers, means);
  means.counts.dead += 1;
}

async function send<T>(
  { message, session, signal }: Pick<Job, "message" | "session" | "signal">,
  queue: string,
  headers: object,
  { logger }: Means<T>,
): Promise<void> {
  const { content, routingKey, properties } = message;
  const before = ownHeaders(properties.headers ?? {});
  const marked = { [KIT_HEADERS.originalRoutingKey]: routingKey, ...before, ...headers };
  await patiently(() => session.send(queue, content, { ...properties, headers: marked }), {
    ...{ what: `The queue ${queue} does not take an event`, logger, signal },
    isAway: () => !session.lost.aborted,
  });
}
