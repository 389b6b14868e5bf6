import { scaled } from "../scale.js";
import type { Tally } from "./run.js";

interface Length {
  readonly runs: readonly [short: number, full: number];
  /** Milliseconds after which no run begins, and a failing one is not shortened any more. */
  readonly limitMs: readonly [short: number, full: number];
}

/**
 * How long a model suite goes on. A failure prints its seed, its path and the shortened
 * steps; `MODEL_SEED=<seed> MODEL_PATH=<path> npm test -- <suite>` plays exactly those again.
 */
export function lengthOf({ runs, limitMs }: Length) {
  const { MODEL_SEED: seed, MODEL_PATH: path } = process.env;
  return {
    numRuns: scaled(...runs),
    interruptAfterTimeLimit: scaled(...limitMs),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}

/** One line of figures; `MODEL_TALLY=1` adds how often each verb was answered in which way. */
export function report(prove: string, verbs: number, tally: Tally): void {
  const answers = process.env["MODEL_TALLY"] === undefined ? {} : Object.fromEntries([...tally].sort());
  process.stderr.write(`${JSON.stringify({ prove, verbs, kinds: tally.size, ...answers })}\n`);
}
