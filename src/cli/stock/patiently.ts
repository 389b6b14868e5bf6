import { setTimeout as delay } from "node:timers/promises";
import { Failure, type FailureCode } from "../../domain/failure.js";
import { Backoff } from "../../lib/backoff.js";

/** A database that restarts, or fails over, is back within this. */
const PATIENCE_MS = 60_000;
const PASSING: ReadonlySet<FailureCode> = new Set(["OVERLOADED", "UNAVAILABLE", "OUTCOME_UNKNOWN"]);

/** Tries again what failed for a reason that passes, as long as the signal lets it; it must be safe to repeat. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  const pauses = new Backoff({ firstMs: 100, longestMs: 5_000 });
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const passes = error instanceof Failure && PASSING.has(error.code);
      if (!passes || signal.aborted || performance.now() > until) throw error;
      await delay(pauses.next());
    }
  }
}
