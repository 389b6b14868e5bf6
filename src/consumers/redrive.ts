import type { Logger } from "../lib/logger.js";
import { runEvery } from "../lib/run-every.js";
import type { RedriveLog } from "../ports/dead-letters.js";
import type { EventSource } from "../ports/event-source.js";
import { createRedriver, type RedriveObserver } from "./redrive-source.js";

export interface RedriveOptions {
  readonly sources: readonly EventSource[];
  readonly log: RedriveLog;
  /** Names this process among those that consume. */
  readonly holder: string;
  readonly observer: RedriveObserver;
  readonly logger: Logger;
  /** How often it looks whether there is something to do; by default every second. */
  readonly everyMs?: number;
  /** How often a queue is compared with the log; by default every minute. */
  readonly compareEveryMs?: number;
}

const EVERY_MS = 1_000;
const COMPARE_EVERY_MS = 60_000;

/** Sends again what operators decided to, and keeps the dead-letter queues and the log alike, until aborted. */
export async function runRedrive(options: RedriveOptions, signal: AbortSignal): Promise<void> {
  const { sources, everyMs = EVERY_MS, compareEveryMs = COMPARE_EVERY_MS, ...shared } = options;
  await Promise.all(
    sources.map(async (source) => {
      const redriver = createRedriver({ ...shared, source, compareEveryMs });
      const round = () =>
        redriver.round(signal).catch((error: unknown) => {
          // What was under way at the end is done by the next.
          if (signal.aborted) return false;
          throw error;
        });
      await runEvery(everyMs, round, options.logger, signal);
      await redriver.close();
    }),
  );
}
