import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import { createLogger } from "../lib/logger.js";
import { openIntake } from "./intake.js";
import type { IdempotencyStore } from "./idempotency-store.js";
import { createMemoryStore } from "./memory-store.js";
import { settle, type Consumer, type ConsumerOptions, type ConsumerStatus } from "./options.js";
import { keepPosition } from "./keep-position.js";
import { openSession, type Session } from "./session.js";

const PAUSES = { firstMs: 50, longestMs: 5_000 };

/**
 * Handles a service's events: each at least once, those of one item or order in their order, and not again what the
 * store remembers. Resolves after the first attempt to reach the broker, whether it succeeded or not; a connection that
 * is lost is replaced.
 *
 * @throws TypeError that names an option; Error when the store cannot be prepared.
 */
export async function createConsumer<Transaction = undefined>(
  options: ConsumerOptions<Transaction>,
): Promise<Consumer> {
  const settings = settle(options);
  // Without a store there is no transaction.
  const store =
    options.store ?? (createMemoryStore() as IdempotencyStore<unknown> as IdempotencyStore<Transaction>);
  const logger = options.logger ?? createLogger("info");
  const [closing, givingUp] = [new AbortController(), new AbortController()];
  await store.prepare();
  const intake = openIntake({ settings, store, logger, closing: closing.signal });
  const position = keepPosition(intake.positions, store, logger);
  const pauses = new Backoff(PAUSES);
  let state: ConsumerStatus["state"] = "connecting";
  let session: Session | undefined;
  let reached = (): void => undefined;
  const attempted = new Promise<void>((resolve) => (reached = resolve));

  const signalOf = ({ lost }: Session): AbortSignal => AbortSignal.any([lost, givingUp.signal]);

  async function live(opened: Session): Promise<never> {
    const signal = signalOf(opened);
    state = "catching up";
    await intake.begin(opened, AbortSignal.any([signal, closing.signal]));
    await opened.consume((message) => intake.arrive(message, opened, signal));
    state = "live";
    pauses.reset();
    logger.info({ queue: settings.queue }, "Events are consumed");
    if (!opened.lost.aborted) await once(opened.lost, "abort");
    throw opened.lost.reason;
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        session = await openSession(settings, closing.signal);
        reached();
        await live(session);
      } catch (error) {
        if (!closing.signal.aborted)
          logger.warn({ err: error }, "No events come: RabbitMQ is out of reach, or lost");
      }
      reached();
      await session?.close();
      if (closing.signal.aborted) return;
      state = "connecting";
      session = undefined;
      await delay(pauses.next(), undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function close(): Promise<void> {
    closing.abort(new Error("closed"));
    const late = setTimeout(() => givingUp.abort(new Error("closed")), settings.closeTimeoutMs);
    const over = once(givingUp.signal, "abort");
    const finished = async (): Promise<void> => {
      await session?.stopConsuming().catch(() => undefined);
      await intake.idle();
    };
    await Promise.race([finished(), over]);
    clearTimeout(late);
    await position.close();
    await session?.close();
    await kept;
    state = "closed";
  }

  const kept = keep();
  await attempted;
  let closed: Promise<void> | undefined;
  return {
    status: () => ({ state, position: intake.positions.settled, ...intake.counts }),
    async catchUp() {
      if (settings.catchUp === undefined) throw new Error("catchUp is not among the options");
      if (state !== "live" || !session) throw new Error(`Nothing can be compared now: ${state}`);
      await intake.compare(session, signalOf(session));
    },
    close: () => (closed ??= close()),
  };
}
