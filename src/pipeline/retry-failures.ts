import { Backoff } from "../lib/backoff.js";
import type { KeyHead } from "../ports/failure-log.js";
import { giveUpOn } from "./give-up.js";
import { anyOf } from "./probe.js";
import { redeliver } from "./redeliver.js";
import { isIdle, isServed, type Serving } from "./serving.js";

/** How soon it is seen what operators have decided. */
const LOOK_EVERY_MS = 1_000;
/** Keys that are gone on with at once. */
const MOST_KEYS = 100;

/**
 * Tries again what was refused when its time has come, and delivers what was held behind
 * it; lets a key through when nothing of it is left. The database decides: operators
 * retry and resolve there.
 */
export async function retryFailures(serving: Serving, signal: AbortSignal): Promise<void> {
  const { failures, sink, lease, retry, batchSize, logger } = serving;
  const { blocked, breaker, cursor, suspicion, wake, retryWake } = serving;
  const parkedHolds = retry.behindParked === "HOLD";
  const failing = new Backoff({ firstMs: 50, longestMs: 2_000 });
  const giveUp = giveUpOn(serving);
  while (isServed(serving, signal)) {
    let pauseMs: number;
    try {
      pauseMs = await round();
      failing.reset();
    } catch (error) {
      pauseMs = failing.next();
      logger.warn({ err: error }, "refused events could not be looked after");
    }
    await retryWake.wait(pauseMs, signal);
  }
  wake.signal();

  /** @returns how long until there may be something to do. */
  async function round(): Promise<number> {
    const mark = blocked.mark();
    const began = performance.now();
    const { state, heads } = await failures.look(sink.name, parkedHolds);
    if (state === "DETACHED") serving.detached = true;
    if (!isServed(serving, signal)) return 0;
    const again = reconcile(heads, mark);
    await tellState(state);
    if (!breaker.ready) return breaker.pauseMs;
    // What is new is the better trial: its refusal costs nothing.
    if (breaker.state !== "CLOSED" && !isIdle(serving)) return breaker.pauseMs;
    const done = await goOnWith(heads.filter(isDue));
    if (done) return 0;
    // Having refused everything, it has nothing to say for itself but by taking something.
    if (breaker.state === "OPEN" && !(suspicion.holds && heads.some(isOpen))) await trustItsWord();
    const waitMs = Math.min(LOOK_EVERY_MS, ...heads.flatMap(({ dueInMs }) => dueInMs ?? []));
    return again ? 0 : Math.max(1, waitMs, performance.now() - began);
  }

  /** @returns whether to look again at once. */
  function reconcile(heads: readonly KeyHead[], mark: number): boolean {
    for (const { key, state } of heads) {
      blocked.block(key);
      if (state !== "HELD") blocked.stuck(key);
    }
    const waiting = new Set(heads.map(({ key }) => key));
    const rest = [...blocked.keys()].filter((key) => !waiting.has(key));
    const released = rest.filter((key) => blocked.release(key, mark));
    if (released.length > 0) wake.signal();
    serving.rowsAwaited = rest.some((key) => blocked.isUnwritten(key));
    if (serving.rowsAwaited) cursor.hurry();
    return rest.length > released.length && !serving.rowsAwaited;
  }

  async function tellState(stored: string): Promise<void> {
    const { state: breakerState, lastError } = breaker;
    const paused = breakerState === "OPEN" && stored === "RUNNING";
    const back = breakerState === "CLOSED" && stored === "PAUSED" && sink.fault() === null;
    if (!paused && !back) return;
    const told = paused
      ? { state: "PAUSED" as const, lastError }
      : { state: "RUNNING" as const, lastError: null };
    if (!(await failures.mark(sink.name, told, lease.epoch))) cursor.lost = true;
  }

  /** @returns whether anything was sent. */
  async function goOnWith(due: readonly KeyHead[]): Promise<boolean> {
    const inTurn = [...due].sort((a, b) => (a.dueInMs ?? 0) - (b.dueInMs ?? 0));
    const keys = suspicion.holds ? anyOf(due) : inTurn.slice(0, MOST_KEYS);
    const of = (state: KeyHead["state"]) => keys.filter((head) => head.state === state).map(({ key }) => key);
    const [refused, held] = [of("RETRYING"), of("HELD")];
    if (refused.length > 0) {
      const heads = await failures.open(sink.name, refused, { limit: 1, parkedHolds });
      const exhausted = ({ state, attempts }: (typeof heads)[number]) =>
        state === "RETRYING" && attempts >= retry.attempts;
      if (breaker.state === "CLOSED" && !suspicion.holds) await giveUp(heads.filter(exhausted), signal);
      await redeliver(serving, { rows: heads.filter((row) => !exhausted(row)), limit: 1 }, signal);
    }
    if (held.length > 0 && breaker.ready) {
      const limit = suspicion.holds ? 1 : Math.max(1, Math.floor(batchSize / held.length));
      const rows = await failures.open(sink.name, held, { limit, parkedHolds });
      await redeliver(serving, { rows, limit }, signal);
    }
    return keys.length > 0 && breaker.state === "CLOSED";
  }

  /** There is nothing to try it with. */
  async function trustItsWord(): Promise<void> {
    if (sink.heartbeat || !isIdle(serving) || sink.fault() !== null || !breaker.ready) return;
    breaker.sending();
    await breaker.succeeded();
  }
}

function isOpen({ state }: KeyHead): boolean {
  return state !== "PARKED";
}

function isDue({ state, dueInMs }: KeyHead): boolean {
  return state === "HELD" || (state === "RETRYING" && (dueInMs ?? 0) <= 0);
}
