import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Replay } from "../../ports/replays.js";
import { cancelReplay } from "../../usecases/cancel-replay.js";
import { replayEvents, type StartedReplay } from "../../usecases/replay-events.js";
import type { ReplayEventsInput } from "../../usecases/replay-input.js";
import { print, visible } from "../print.js";
import { heedInterrupts, INTERRUPTED } from "../stock/interrupts.js";
import { showProgress } from "../stock/progress.js";
import { caller } from "./caller.js";
import type { OpenedEvents, OpenEvents } from "./open-events.js";
import { refused } from "./refused.js";
import { describeReplay, objectOfReplay } from "./replay-lines.js";
import { openSteadily, type Steady } from "./steadily.js";
import { eventTypes } from "./types.js";

export interface ReplayOptions {
  readonly input: ReplayEventsInput;
  /** Until it is over; Ctrl-C then cancels it. */
  readonly wait: boolean;
  readonly json: boolean;
}

const LOOK_EVERY_MS = 250;

/** `events replay`. @returns the exit code: 0 all is sent, 1 not, 130 interrupted and cancelled. */
export async function runReplay({ input, wait, json }: ReplayOptions, open: OpenEvents): Promise<number> {
  eventTypes(input.types ?? null);
  const interrupts = heedInterrupts();
  const { signal } = interrupts;
  const steady = await openSteadily(open, { signal, patienceMs: Infinity });
  try {
    // By its key, what is asked twice is begun once.
    const once = { ...input, idempotencyKey: input.idempotencyKey ?? randomUUID() };
    const begun = await steady.ask((events) => begin(events, once));
    if (begun === null) return INTERRUPTED;
    if (begun.replay === null) {
      await print(json ? JSON.stringify({ replayId: null, count: 0 }) : "No event matches: nothing is sent.");
      return 0;
    }
    const ended = wait ? await watch(steady, begun.replay, signal) : begun.replay;
    await print(json ? JSON.stringify(objectOfReplay(ended)) : describeReplay(ended));
    if (ended.state === "DONE" || !wait) return 0;
    return signal.aborted ? INTERRUPTED : 1;
  } finally {
    interrupts.release();
    await steady.close();
  }
}

/** @throws Error that says why nothing is begun. */
async function begin({ pipeline }: OpenedEvents, input: ReplayEventsInput): Promise<StartedReplay> {
  const { sink } = pipeline.replaying;
  const { sinks } = await pipeline.desk.status();
  // It would wait for ever.
  if (sink !== null && !sinks.some(({ name }) => name === sink)) {
    const known = sinks.map(({ name }) => name).join(", ") || "none";
    throw new Error(
      `No relay of this database has the sink ${sink} (its sinks: ${known}): set AMQP_URL as the service has it.`,
    );
  }
  const result = await replayEvents(pipeline, input, caller());
  if (!result.ok) throw refused(result.refusals);
  return result.value;
}

/** @returns it as it ended; interrupted, it is cancelled. */
async function watch(steady: Steady, replay: Replay, signal: AbortSignal): Promise<Replay> {
  const progress = showProgress("events", replay.total);
  let now = replay;
  let told: string | null = null;
  try {
    while (now.state === "RUNNING" && !signal.aborted) {
      now = (await steady.ask(({ pipeline }) => pipeline.replays.find(replay.id))) ?? now;
      progress.update(now.sent);
      if (now.state !== "RUNNING") break;
      if (now.lastError !== null && now.lastError !== told) {
        told = now.lastError;
        process.stderr.write(`It does not get on just now: ${visible(told)}\n`);
      }
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.stop();
  }
  return now.state === "RUNNING" ? cancel(steady, now) : now;
}

async function cancel(steady: Steady, { id }: Replay): Promise<Replay> {
  try {
    return await steady.finish(async ({ pipeline }) => {
      const result = await cancelReplay(pipeline, { id }, caller());
      // It may just have come to its end.
      return result.ok ? result.value : ((await pipeline.replays.find(id)) as Replay);
    });
  } catch (cause) {
    const how = `stockfeed events replays --cancel ${id}`;
    throw new Error(`The replay goes on, until ${how}: ${(cause as Error).message}`, { cause });
  }
}
