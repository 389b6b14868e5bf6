import type { ConsumeMessage } from "amqplib";
import { bury, carryOut, type Counts, type Job } from "./carry-out.js";
import { catchUp, type CatchUp } from "./catch-up.js";
import { EVENT_TYPES, keyOf, type EventType, type StockfeedEvent, type UnknownEvent } from "./events.js";
import { FeedRefused } from "./feed.js";
import type { IdempotencyStore } from "./idempotency-store.js";
import { Lanes } from "./lanes.js";
import type { ClientLogger } from "./log.js";
import type { Settings } from "./options.js";
import { patiently } from "./patiently.js";
import { Positions, type Missing } from "./positions.js";
import type { Session } from "./session.js";
import { createVerify } from "./signatures.js";
import { asSent, takeMessage } from "./take.js";

/** The way of events from a session to their handlers: in the order in which they come, gaps filled first. */
export interface Intake {
  readonly positions: Positions;
  readonly counts: Counts;
  /** Before the first message of a session. `signal`: the session is lost, or is given up. */
  begin(session: Session, signal: AbortSignal): Promise<void>;
  arrive(message: ConsumeMessage, session: Session, signal: AbortSignal): void;
  /** Compares with the API between two messages. */
  compare(session: Session, signal: AbortSignal): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface IntakeOptions<Transaction> {
  readonly settings: Settings<Transaction>;
  readonly store: IdempotencyStore<Transaction>;
  readonly logger: ClientLogger;
  readonly closing: AbortSignal;
}

export function openIntake<T>({ settings, store, logger, closing }: IntakeOptions<T>): Intake {
  const { dense, transient, signedBy, onUnknown, handlers } = settings;
  const positions = new Positions();
  const lanes = new Lanes();
  const counts: Counts = { handled: 0, duplicates: 0, retried: 0, dead: 0 };
  const means = { settings, store, logger, counts, closing };
  const verify = signedBy === undefined ? undefined : createVerify(signedBy);
  const types = dense || onUnknown ? null : (Object.keys(handlers) as EventType[]);
  /** Messages are looked at one after the other. */
  let turn: Promise<unknown> = Promise.resolve();
  /** Where it stood when this process was last active, or another one. */
  let resume: Promise<void> | undefined;

  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  function missed(missing: Missing): void {
    logger.error(missing, "Events were missed, and cannot be had any more");
    settings.onMissed?.(missing);
  }

  async function run(job: Job, tracked: boolean): Promise<void> {
    const position = Number(job.event.position);
    if (tracked) positions.begin(position);
    await lanes.run(keyOf(job.event), () => carryOut(job, means));
    if (tracked) positions.settle(position);
  }

  async function handleAll(
    events: readonly (StockfeedEvent | UnknownEvent)[],
    session: Session,
    signal: AbortSignal,
  ): Promise<void> {
    for (let at = 0; at < events.length; at += settings.prefetch) {
      const part = events.slice(at, at + settings.prefetch);
      await Promise.all(part.map((event) => run(caughtUpJob(event, session, signal), true)));
    }
  }

  async function fill(
    after: number | null,
    until: number | undefined,
    [session, signal]: Under,
  ): Promise<void> {
    const feed = settings.catchUp?.feed;
    if (feed === undefined) return;
    const options: CatchUp = {
      ...{ feed, types, logger, signal, onMissed: missed },
      handle: (events) => handleAll(events, session, signal),
    };
    try {
      const last = await catchUp(after, options, until);
      positions.startAfter(Math.max(last, positions.highest ?? 0));
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
      logger.error({ err: error }, "The feed is another one than before: nothing is compared with it");
      positions.forget();
    }
  }

  /**
   * Of the store, unless this process knows better. It may be older than what was acknowledged: without the API that
   * would look like a gap.
   */
  async function loadPosition(signal: AbortSignal): Promise<void> {
    if (settings.catchUp === undefined) return;
    const stored = await patiently(() => store.loadPosition(), {
      ...{ what: "The store of handled events is away", logger, signal, isAway: () => true },
    });
    const known = positions.highest;
    if (stored !== null && (known === null || stored > known)) positions.startAfter(stored);
  }

  async function take(message: ConsumeMessage, ...under: Under): Promise<void> {
    const [session, signal] = under;
    if (signal.aborted || closing.aborted) return;
    await (resume ??= loadPosition(signal));
    const taken = await patiently(() => takeMessage(message, verify), {
      ...{ what: "The keys of signatures are out of reach", logger, signal, isAway: () => true },
    });
    const sent = asSent(message);
    if ("fault" in taken) {
      await bury({ message: sent, session, signal }, { reason: taken.fault, attempts: 1 }, means);
      return session.ack(message);
    }
    const position = Number(taken.event.position);
    const { redriven, ...told } = taken;
    const tracked = told.attempt === 0 && !told.replayed && !redriven && position > 0;
    const gap = tracked && dense ? positions.gapBefore(position) : undefined;
    if (gap) {
      logger.warn(gap, "Events have not come by the broker");
      if (settings.catchUp) await fill(gap.from - 1, gap.until, under);
      else missed(gap);
    }
    const job: Job = { ...told, message: sent, caughtUp: false, session, signal };
    void run(job, tracked).then(() => session.ack(message), comesAgain(signal));
  }

  /** What was not settled is delivered again, by the next session. */
  const comesAgain = (signal: AbortSignal) => (error: unknown) => {
    if (!signal.aborted && !closing.aborted) logger.error({ err: error }, "An event was not settled");
  };

  return {
    positions,
    counts,
    async begin(session, signal) {
      positions.comeAgain();
      const { messageCount, consumerCount } = session.queues.main;
      // Whoever is active looks after what is missing; we do, once we are.
      resume = undefined;
      if (consumerCount > 0) return;
      await (resume = loadPosition(signal));
      const { catchUp: wanted } = settings;
      if (wanted === undefined) return;
      // What waits in the queue shows by its positions what is missing before it.
      if (dense && !transient && messageCount > 0 && positions.highest !== null) return;
      if (positions.highest === null && wanted.from !== "beginning") {
        positions.startAfter(await patiently(() => wanted.feed.head(signal), awaitFeed(signal)));
      } else await fill(positions.highest, undefined, [session, signal]);
    },
    arrive: (message, session, signal) =>
      void inTurn(() => take(message, session, signal)).catch(comesAgain(signal)),
    compare: (session, signal) => inTurn(() => fill(positions.highest, undefined, [session, signal])),
    async idle() {
      await turn;
      await lanes.idle();
    },
  };

  function awaitFeed(signal: AbortSignal) {
    return { what: "The service does not tell its feed", logger, signal, isAway: () => true };
  }
}

type Under = [session: Session, signal: AbortSignal];

function caughtUpJob(event: StockfeedEvent | UnknownEvent, session: Session, signal: AbortSignal): Job {
  const { eventId, eventType, correlationId, position } = event;
  const properties = {
    ...{ messageId: eventId, type: eventType, correlationId, contentType: "application/json" },
    headers: { "x-position": position, "x-caught-up": true },
  };
  const message = { content: Buffer.from(JSON.stringify(event)), routingKey: "", properties };
  const known = (EVENT_TYPES as readonly string[]).includes(eventType);
  return { event, known, message, attempt: 0, replayed: false, caughtUp: true, session, signal };
}
