import { randomUUID } from "node:crypto";
import { Nudge } from "../lib/nudge.js";
import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FeedLog } from "../ports/feed-log.js";
import { FeedWindow } from "./feed-window.js";
import { HeldLease, LEASE_TTL_MS } from "./held-lease.js";
import { runSequencer } from "./sequencer.js";
import { runSink, type SinkObserver } from "./sink-runner.js";

export interface RelayOptions {
  readonly log: FeedLog;
  readonly sinks: readonly EventSink[];
  /** Signalled whenever there may be something to sequence. */
  readonly nudge: Nudge;
  readonly pollIntervalMs: number;
  readonly batchSize: number;
  readonly logger: Logger;
  readonly observer: SinkObserver;
}

const LEASE_NAME = "relay";
/** How long a standby waits between its tries to take over. */
const STANDBY_MS = LEASE_TTL_MS / 3;

/**
 * Sequences and delivers while this process holds the lease; stands by while another
 * does. Resolves when aborted, with the lease given back.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { log, logger } = options;
  const holder = randomUUID();
  const standby = new Nudge();
  while (!signal.aborted) {
    const lease = await HeldLease.take(log, LEASE_NAME, holder).catch((error: unknown) => {
      logger.warn({ err: error }, "the relay's lease cannot be asked for");
      return null;
    });
    if (!lease) {
      await standby.wait(STANDBY_MS, signal);
      continue;
    }
    logger.info({ epoch: lease.epoch }, "this process relays");
    await relayUnder(lease, options, signal);
    logger.info({ epoch: lease.epoch }, "this process no longer relays");
  }
}

async function relayUnder(lease: HeldLease, options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { log, sinks, logger } = options;
  const session = new AbortController();
  const end = () => session.abort();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const keeping = lease.keep(session.signal, logger).finally(end);
    const window = new FeedWindow(log, await log.head());
    const wakes = new Map(sinks.map((sink) => [sink, new Nudge()]));
    const wakeSinks = () => wakes.forEach((wake) => wake.signal());
    await Promise.all([
      keeping,
      runSequencer({ ...options, lease, window, onEvents: wakeSinks }, session.signal).finally(end),
      ...sinks.map((sink) =>
        runSink({ ...options, sink, lease, window, wake: wakes.get(sink) as Nudge }, session.signal).finally(
          end,
        ),
      ),
    ]);
  } catch (error) {
    logger.error({ err: error }, "the relay stopped");
  } finally {
    end();
    signal.removeEventListener("abort", end);
    await lease
      .giveBack()
      .catch((error: unknown) => logger.warn({ err: error }, "the lease was not given back"));
  }
}
