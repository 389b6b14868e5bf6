import { once } from "node:events";
import { Nudge } from "../lib/nudge.js";
import type { EventSink } from "../ports/event-sink.js";
import { ReplayJob, type ReplayingSink, type ReplayRoom } from "./replay-job.js";

export interface ReplayRunnerOptions extends ReplayRoom {
  readonly sinks: readonly EventSink[];
  /** Of each sink, whatever is replayed to it. */
  readonly eventsPerSecond: number;
}

const LOOK_EVERY_MS = 500;
/** That take turns; others wait until one is over. */
const MOST_AT_ONCE = 4;

/**
 * Sends parts of the feed again, as long as the lease holds. A sink has one batch on its way
 * at a time, beside what it is sent live, and the jobs take turns; each has its pace, and all
 * of a sink together have the sink's.
 */
export async function runReplays(options: ReplayRunnerOptions, signal: AbortSignal): Promise<void> {
  const runs = options.sinks
    .filter((sink): sink is ReplayingSink => sink.replay !== undefined)
    .map((sink) => runReplaysTo(sink, options, signal));
  // Its end is the end of the relay: without such a sink it only waits.
  if (runs.length === 0 && !signal.aborted) await once(signal, "abort");
  await Promise.all(runs);
}

async function runReplaysTo(
  sink: ReplayingSink,
  options: ReplayRunnerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { lease, replays, eventsPerSecond } = options;
  const logger = options.logger.child({ sink: sink.name });
  const pause = new Nudge();
  let jobs: ReplayJob[] = [];
  let lookAt = 0;
  let sinkFreeAt = 0;
  while (!signal.aborted && lease.valid) {
    if (performance.now() >= lookAt) await look();
    const next = jobs.reduce<ReplayJob | undefined>(
      (first, job) => (first && first.dueAt <= job.dueAt ? first : job),
      undefined,
    );
    const startAt = next ? Math.max(next.dueAt, sinkFreeAt) : Infinity;
    const now = performance.now();
    if (startAt > now) {
      await pause.wait(Math.max(1, Math.min(startAt, lookAt) - now), signal);
      continue;
    }
    const sent = await (next as ReplayJob).step();
    sinkFreeAt = now + (sent / eventsPerSecond) * 1_000;
    jobs = jobs.filter(({ over }) => !over);
  }

  /** Takes up what was asked for, and drops what was cancelled. */
  async function look(): Promise<void> {
    lookAt = performance.now() + LOOK_EVERY_MS;
    try {
      const found = await replays.running([sink.name], MOST_AT_ONCE);
      const known = new Map(jobs.map((job) => [job.replay.id, job]));
      jobs = found.map(
        (replay) => known.get(replay.id) ?? new ReplayJob(replay, sink, { ...options, logger }),
      );
    } catch (error) {
      logger.warn({ err: error }, "the replays cannot be read");
    }
  }
}
