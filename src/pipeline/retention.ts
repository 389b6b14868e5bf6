import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import { runEvery } from "../lib/run-every.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FeedRetention } from "../ports/feed-retention.js";
import type { SinkObserver } from "../ports/sink-observer.js";

export interface RetentionOptions {
  readonly retention: FeedRetention;
  readonly sinks: readonly EventSink[];
  /** How long events are kept that every sink has. */
  readonly days: number;
  readonly longestLagDays: number;
  /** How long a relay serves before it gives a sink up; by default ten minutes. */
  readonly graceMs?: number;
  readonly logger: Logger;
  readonly observer: SinkObserver;
}

const EVERY_MS = 60_000;
const GRACE_MS = 600_000;
/** Of the time that cleaning takes, so that a day's worth of it is not noticed. */
const REST = 4;

/** Keeps the feed, and what belongs to it, from growing for ever; at once, and then every minute. */
export async function runRetention(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { retention, days, longestLagDays, graceMs = GRACE_MS, logger, observer } = options;
  const live = options.sinks.filter(({ delivery }) => delivery === "live").map(({ name }) => name);
  const pause = new Nudge();
  const began = performance.now();

  async function round(): Promise<false> {
    await retention.prepare();
    if (performance.now() - began >= graceMs) await detach();
    const forgotten = await retention.forget(days, live);
    if (forgotten.length > 0) logger.info({ days: forgotten }, "events are over and no longer kept");
    await clean();
    await drop();
    return false;
  }

  async function detach(): Promise<void> {
    for (const { name, position } of await retention.detach(longestLagDays, live)) {
      logger.error({ sink: name, position, longestLagDays }, "a sink was too far behind: it is detached");
      observer.detached(name);
    }
  }

  async function clean(): Promise<void> {
    for (let more = true; more && !signal.aborted;) {
      const began = performance.now();
      more = await retention.clean(days);
      if (more) await pause.wait(REST * (performance.now() - began), signal);
    }
  }

  async function drop(): Promise<void> {
    while (!signal.aborted) {
      const partition = await retention.drop();
      if (partition === null) return;
      logger.info({ partition }, "a partition of the feed was dropped");
    }
  }

  await runEvery(EVERY_MS, round, logger, signal);
}
