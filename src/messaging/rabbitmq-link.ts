import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { withoutCredentials } from "../lib/secrets.js";
import type { Session } from "./rabbitmq-session.js";
import { TopologyConflict } from "./rabbitmq-topology.js";

/** Keeps one session open: each that is lost is replaced, sooner or later. */
export interface Link {
  /** @throws the cause, when there is none now, or none that takes anything. */
  session(): Session;
  /** Why nothing can be published now; null while it can. */
  fault(): string | null;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly open: (signal: AbortSignal) => Promise<Session>;
  /** Between two looks at what only an operator can mend. */
  readonly conflictPauseMs: number;
  readonly logger: Logger;
}

const BLOCKED = "RabbitMQ takes nothing for now (memory or disk alarm)";

/** Resolves after the first attempt, whether it succeeded or not. */
export async function keepLink({ open, conflictPauseMs, logger }: LinkOptions): Promise<Link> {
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
      if (!closing.signal.aborted) report(error);
      cause = error;
    }
  }

  function report(error: unknown): void {
    if (!(error instanceof TopologyConflict)) logger.warn({ err: error }, "RabbitMQ is out of reach");
    // Said once, not at each look.
    else if (!(cause instanceof TopologyConflict && cause.message === error.message)) {
      logger.error({ err: error }, error.message);
    }
  }

  function nextPause(): number {
    return cause instanceof TopologyConflict ? conflictPauseMs : pauses.next();
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      if (current) {
        if (!current.lost.aborted) await once(current.lost, "abort");
        cause = current.lost.reason;
        current = undefined;
        if (!closing.signal.aborted) logger.warn({ err: cause }, "RabbitMQ is lost");
      }
      await delay(nextPause(), undefined, { signal: closing.signal }).catch(() => undefined);
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
      if (!current || current.lost.aborted) {
        const why: unknown = current?.lost.reason ?? cause;
        throw new Error(messageOf(why), { cause: why });
      }
      if (current.blocked()) throw new Error(BLOCKED);
      return current;
    },
    fault() {
      if (!current || current.lost.aborted) return messageOf(current?.lost.reason ?? cause);
      return current.blocked() ? BLOCKED : null;
    },
    close: () => (closed ??= close()),
  };
}

function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  return withoutCredentials(`RabbitMQ is out of reach: ${text}`);
}
