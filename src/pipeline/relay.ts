import { randomUUID } from "node:crypto";
import { Backoff } from "../lib/backoff.js";
import { Nudge } from "../lib/nudge.js";
import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import type { FailureLog } from "../ports/failure-log.js";
import type { FeedLog } from "../ports/feed-log.js";
import type { SinkObserver } from "../ports/sink-observer.js";
import type { WakeUp } from "../ports/wake-up.js";
import { FeedWindow } from "./feed-window.js";
import { HeldLease, LEASE_TTL_MS } from "./held-lease.js";
import { runReplays, type ReplayRunnerOptions } from "./replay-runner.js";
import { runRetention, type RetentionOptions } from "./retention.js";
import type { RetryPolicy } from "./retry-policy.js";
import { runSequencer } from "./sequencer.js";
import { runSink } from "./sink-runner.js";

export interface RelayOptions {
  readonly log: FeedLog;
  readonly failures: FailureLog;
  readonly sinks: readonly EventSink[];
  /** Signalled whenever there may be something to sequence. */
  readonly nudge: Nudge;
  /** By which other processes signal it. */
  readonly wakeUp: Pick<WakeUp, "fault">;
  readonly pollIntervalMs: number;
  readonly batchSize: number;
  /** For how long another waits when this process is gone; by default 3.5 seconds. */
  readonly leaseTtlMs?: number;
  readonly retry: RetryPolicy;
  readonly logger: Logger;
  readonly observer: SinkObserver;
  /** What is sent again, where anything is. */
  readonly replaying?: Pick<ReplayRunnerOptions, "history" | "replays" | "eventsPerSecond">;
  /** How long events are kept; without it, for ever. */
  readonly retaining?: Pick<RetentionOptions, "retention" | "days" | "longestLagDays" | "graceMs">;
}

const LEASE_NAME = "relay";
/** How long a standby waits between its looks; what was given back must be taken over within a second. */
const STANDBY_MS = 250;

/**
 * Sequences and delivers while this process holds the lease; stands by while another
 * does. Resolves when aborted, with the lease given back.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { log, leaseTtlMs = LEASE_TTL_MS, logger } = options;
  const holder = randomUUID();
  const standby = new Nudge();
  const failing = new Backoff({ firstMs: 100, longestMs: 5_000 });
  while (!signal.aborted) {
    const lease = await HeldLease.take(log, { name: LEASE_NAME, holder, ttlMs: leaseTtlMs }).catch(
      (error: unknown) => {
        logger.warn({ err: error }, "the relay's lease cannot be asked for");
        return null;
      },
    );
    if (!lease) {
      await standby.wait(STANDBY_MS, signal);
      continue;
    }
    logger.info({ epoch: lease.epoch }, "this process relays");
    const began = performance.now();
    await relayUnder(lease, options, signal);
    logger.info({ epoch: lease.epoch }, "this process no longer relays");
    if (performance.now() - began > leaseTtlMs) failing.reset();
    await standby.wait(failing.next(), signal);
  }
}

/** Resolves when the lease is lost or given up, and everything done in its name has ended. */
async function relayUnder(lease: HeldLease, options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { log, sinks, logger, observer, replaying, retaining } = options;
  const session = new AbortController();
  const end = () => session.abort();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const keeping = lease.keep(session.signal, logger);
  try {
    const head = await log.takeOver(lease.epoch);
    if (head === null) end();
    const window = new FeedWindow(log, head ?? 0, (loss) =>
      logger.error(loss, "a sink came too late for events"),
    );
    const wakes = new Map(sinks.map((sink) => [sink, new Nudge()]));
    const onEvents = () => wakes.forEach((wake) => wake.signal());
    const parts = [
      keeping,
      runSequencer({ ...options, lease, window, onEvents }, session.signal),
      ...[...wakes].map(([sink, wake]) => runSink({ ...options, sink, lease, window, wake }, session.signal)),
      ...(replaying ? [runReplays({ ...replaying, sinks, lease, logger }, session.signal)] : []),
      ...(retaining ? [runRetention({ ...retaining, sinks, logger, observer }, session.signal)] : []),
    ];
    // One part's end is the end of all; each is waited for, so that nothing outlives the lease.
    const ends = await Promise.allSettled(parts.map((part) => part.finally(end)));
    const failure = ends.find(({ status }) => status === "rejected");
    if (failure) throw (failure as PromiseRejectedResult).reason;
  } catch (error) {
    logger.error({ err: error }, "the relay stopped");
  } finally {
    end();
    signal.removeEventListener("abort", end);
    // A renewal that is under way must not take again what is given back.
    await keeping;
    await lease
      .giveBack()
      .catch((error: unknown) => logger.warn({ err: error }, "the lease was not given back"));
  }
}
