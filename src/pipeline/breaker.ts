import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleAll } from "cockatiel";
import { Backoff } from "../lib/backoff.js";
import type { BreakerState } from "../ports/sink-observer.js";

/** Failures in a row: one lost connection is no outage yet. */
const THRESHOLD = 3;
/** How often a sink is asked whether its other side is back. */
const ASK_EVERY_MS = 200;

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: "CLOSED",
  [CircuitState.Open]: "OPEN",
  [CircuitState.HalfOpen]: "HALF_OPEN",
  [CircuitState.Isolated]: "OPEN",
};

interface Trial {
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
  /** Resolves when the state has followed. */
  readonly over: Promise<void>;
}

/**
 * Between the relay and one sink's other side: after failures nothing is sent for a growing
 * pause; once they are several in a row, one batch alone tries whether it is back.
 */
export class Breaker {
  // Whether a trial is due is decided here, by the monotonic clock, and by the sink's own word.
  readonly #policy = circuitBreaker(handleAll, {
    halfOpenAfter: -Infinity,
    breaker: new ConsecutiveBreaker(THRESHOLD),
  });
  readonly #fault: () => string | null;
  readonly #pauses = new Backoff({ firstMs: 50, longestMs: 5_000 });
  #tryAt = 0;
  #away = false;
  #trial: Trial | undefined;
  /** Why it failed last; null if it never did. */
  lastError: string | null = null;

  constructor(fault: () => string | null, onState: (state: BreakerState) => void) {
    this.#fault = fault;
    this.#policy.onStateChange((state) => onState(STATES[state]));
  }

  get state(): BreakerState {
    return STATES[this.#policy.state];
  }

  /** Whether something may be sent now. */
  get ready(): boolean {
    if (this.#trial) return false;
    if (this.#tryAt === 0) return true;
    if (this.#fault() !== null) this.#away = true;
    // Back at last: the pause was for as long as nobody knew.
    else if (this.#away) this.#tryAt = 0;
    return performance.now() >= this.#tryAt;
  }

  /** How long until `ready` is worth another look. */
  get pauseMs(): number {
    if (this.#trial) return ASK_EVERY_MS;
    return Math.max(1, Math.min(ASK_EVERY_MS, this.#tryAt - performance.now()));
  }

  /** Something is being sent: the trial, if one is due. */
  sending(): void {
    if (this.state !== "OPEN") return;
    let succeed = (): void => undefined;
    let fail: Trial["fail"] = () => undefined;
    const outcome = new Promise<void>((resolve, reject) => ([succeed, fail] = [resolve, reject]));
    const over = this.#policy.execute(() => outcome).catch(() => undefined);
    this.#trial = { succeed, fail, over };
  }

  async succeeded(): Promise<void> {
    this.#tryAt = 0;
    this.#away = false;
    this.#pauses.reset();
    const trial = this.#takeTrial();
    if (!trial) return this.#count(() => undefined);
    trial.succeed();
    await trial.over;
  }

  async failed(error: unknown): Promise<void> {
    this.#tryAt = performance.now() + this.#pauses.next();
    this.lastError = error instanceof Error ? error.message : String(error);
    const trial = this.#takeTrial();
    if (!trial) return this.#count(() => Promise.reject(new Error("failed", { cause: error })));
    trial.fail(error);
    await trial.over;
  }

  #takeTrial(): Trial | undefined {
    const trial = this.#trial;
    this.#trial = undefined;
    return trial;
  }

  /** Of what was sent before it opened, nothing counts as a trial. */
  async #count(outcome: () => unknown): Promise<void> {
    if (this.state !== "CLOSED") return;
    await this.#policy.execute(outcome).catch(() => undefined);
  }
}
