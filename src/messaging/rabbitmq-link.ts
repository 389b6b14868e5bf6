import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../lib/logger.js";
import type { Session } from "./rabbitmq-session.js";

/** Keeps one session open: each that is lost is replaced, sooner or later. */
export interface Link {
  /** @throws the cause, when there is no session now. */
  session(): Session;
  healthy(): boolean;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly open: (signal: AbortSignal) => Promise<Session>;
  readonly logger: Logger;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Resolves after the first attempt, whether it succeeded or not. */
export async function keepLink({ open, logger }: LinkOptions): Promise<Link> {
  const closing = new AbortController();
  let current: Session | undefined;
  let cause: unknown;
  let failures = 0;

  async function attempt(): Promise<void> {
    try {
      current = await open(closing.signal);
      failures = 0;
      logger.info("RabbitMQ is connected");
    } catch (error) {
      cause = error;
      failures += 1;
      if (!closing.signal.aborted) logger.warn({ err: error, failures }, "RabbitMQ is out of reach");
    }
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      if (current) {
        if (!current.lost.aborted) await once(current.lost, "abort");
        cause = current.lost.reason;
        current = undefined;
        if (!closing.signal.aborted) logger.warn({ err: cause }, "RabbitMQ is lost");
      }
      await delay(pause(failures), undefined, { signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted) await attempt();
    }
    await current?.close();
  }

  async function close(): Promise<void> {
    closing.abort();
    await current?.close();
    await kept;
  }

  let closed: Promise<void> | undefined;
  await attempt();
  const kept = keep();
  return {
    session() {
      if (current && !current.lost.aborted) return current;
      throw new Error("RabbitMQ is out of reach", { cause: current?.lost.reason ?? cause });
    },
    healthy: () => current !== undefined && !current.lost.aborted && !current.blocked(),
    close: () => (closed ??= close()),
  };
}

/** Doubles up to the longest; half of it by chance, so that nodes do not return all at once. */
function pause(failures: number): number {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
  return most * (0.5 + Math.random() / 2);
}
