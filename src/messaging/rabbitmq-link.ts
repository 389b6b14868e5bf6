import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import type { Session } from "./rabbitmq-session.js";

/** Keeps one session open: each that is lost is replaced, sooner or later. */
export interface Link {
  /** @throws the cause, when there is no session now. */
  session(): Session;
  /** Why nothing can be published now; null while it can. */
  fault(): string | null;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly open: (signal: AbortSignal) => Promise<Session>;
  readonly logger: Logger;
}

/** Resolves after the first attempt, whether it succeeded or not. */
export async function keepLink({ open, logger }: LinkOptions): Promise<Link> {
  const closing = new AbortController();
  let current: Session | undefined;
  let cause: unknown;
  const pauses = new Backoff({ firstMs: 50, longestMs: 5_000 });

  async function attempt(): Promise<void> {
    try {
      current = await open(closing.signal);
      pauses.reset();
      logger.info("RabbitMQ is connected");
    } catch (error) {
      cause = error;
      if (!closing.signal.aborted) logger.warn({ err: error }, "RabbitMQ is out of reach");
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
      await delay(pauses.next(), undefined, { signal: closing.signal }).catch(() => undefined);
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
    fault() {
      if (!current || current.lost.aborted) return messageOf(current?.lost.reason ?? cause);
      return current.blocked() ? "RabbitMQ takes nothing for now (memory or disk alarm)" : null;
    },
    close: () => (closed ??= close()),
  };
}

function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return `RabbitMQ is out of reach: ${text}`;
}
