import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Backoff } from "../../lib/backoff.js";
import type { Logger } from "../../lib/logger.js";

/**
 * Asks until there is an answer, or until it is not `wanted` any more; then undefined. Never rejects.
 *
 * @param ask undefined when there is none yet.
 */
export type Persistence = <T>(
  ask: () => Promise<T | undefined>,
  wanted: () => boolean,
) => Promise<T | undefined>;

/** Thousands may ask for what is away. */
const LOGGED_EVERY_MS = 1_000;

/** @param signal ends all of it. */
export function createPersistence(logger: Logger, signal: AbortSignal): Persistence {
  // Each that waits listens to it.
  setMaxListeners(0, signal);
  let loggedAt = -Infinity;
  const warn = (error: unknown): void => {
    if (performance.now() - loggedAt < LOGGED_EVERY_MS) return;
    loggedAt = performance.now();
    logger.warn({ err: error }, "what subscriptions wait for cannot be read; it is tried again");
  };
  return async (ask, wanted) => {
    const backoff = new Backoff({ firstMs: 50, longestMs: 5_000 });
    while (wanted() && !signal.aborted) {
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        warn(error);
      }
      await pause(backoff.next(), undefined, { signal, ref: false }).catch(() => undefined);
    }
    return undefined;
  };
}
