import { Backoff } from "../lib/backoff.js";
import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { WakeUp } from "../ports/wake-up.js";
import type { FeedWindow } from "./feed-window.js";
import type { HeldLease } from "./held-lease.js";

export interface SequencerOptions {
  readonly log: FeedLog;
  readonly lease: HeldLease;
  readonly window: FeedWindow;
  readonly nudge: Nudge;
  /** By which other processes nudge. */
  readonly wakeUp: Pick<WakeUp, "fault">;
  readonly pollIntervalMs: number;
  readonly batchSize: number;
  readonly onEvents: () => void;
  readonly logger: Logger;
}

const FIRST_POLL_MS = 5;
/** While nudges of other processes are lost, polling is all there is: consumers are not to notice. */
const LONGEST_DEAF_POLL_MS = 10;
const LONGEST_BREATH_MS = 20;

/**
 * A run costs much the same for one event as for fifty. Under load it leaves twice its own
 * time to the others, so that fewer runs move more each; the first event after a quiet
 * moment does not wait.
 */
function breathMs(runMs: number): number {
  return Math.min(LONGEST_BREATH_MS, 2 * runMs);
}

/**
 * Moves committed events from the outbox into the feed, as long as the lease holds. It is
 * nudged after commits; polling, ever slower while nothing comes, is for lost nudges.
 */
export async function runSequencer(options: SequencerOptions, signal: AbortSignal): Promise<void> {
  const { log, lease, window, nudge, wakeUp, batchSize, onEvents, logger } = options;
  const outage = new Backoff({ firstMs: 50, longestMs: 2_000 });
  const breath = new Nudge();
  let pollMs = FIRST_POLL_MS;
  let unsure = false;
  while (!signal.aborted && lease.valid) {
    const began = performance.now();
    try {
      if (unsure) {
        // The run that failed may have been committed, and only its answer lost.
        window.skipTo(await log.head());
        onEvents();
        unsure = false;
      }
      const events = await log.sequence(lease.epoch, batchSize);
      outage.reset();
      if (events === null) return;
      if (events.length > 0) {
        window.append(events);
        onEvents();
        pollMs = FIRST_POLL_MS;
      }
      if (events.length === batchSize) continue;
      if (events.length > 0) await breath.wait(breathMs(performance.now() - began), signal);
    } catch (error) {
      logger.warn({ err: error }, "the outbox could not be sequenced");
      unsure = true;
      await nudge.wait(outage.next(), signal);
      continue;
    }
    const nudged = await nudge.wait(pollMs, signal);
    const longestMs = wakeUp.fault() === null ? options.pollIntervalMs : LONGEST_DEAF_POLL_MS;
    pollMs = nudged ? FIRST_POLL_MS : Math.min(options.pollIntervalMs, longestMs, pollMs * 2);
  }
}
