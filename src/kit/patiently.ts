import { setTimeout as delay } from "node:timers/promises";
import { Backoff } from "../lib/backoff.js";
import type { ClientLogger } from "./log.js";

interface Patience {
  readonly what: string;
  /** What is not for want of the other side is thrown on. */
  readonly isAway: (error: unknown) => boolean;
  readonly logger: ClientLogger;
  readonly signal: AbortSignal;
}

const PAUSES = { firstMs: 100, longestMs: 10_000 };

/** Tries again, with growing pauses, for as long as the other side is away, or until the signal aborts. */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const { what, isAway, logger, signal } = patience;
  const pauses = new Backoff(PAUSES);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !isAway(error)) throw error;
      logger.warn({ err: error }, `${what}; it is tried again`);
    }
    await delay(pauses.next(), undefined, { signal });
  }
}
