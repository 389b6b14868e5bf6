import type { Logger } from "../lib/logger.js";
import { Nudge } from "../lib/nudge.js";
import type { Epoch, FeedLog } from "../ports/feed-log.js";

/** A relay that was killed is replaced after this, and one look of a standby. */
export const LEASE_TTL_MS = 3_500;
const RENEW_MS = 500;
/** Held to be over this much earlier than the database does: nothing is published at the brink. */
const MARGIN_MS = 1_000;

interface Holding {
  readonly name: string;
  readonly holder: string;
  /** What it is renewed for each time. */
  readonly ttlMs?: number;
}

/** A lease in hand, with its deadline on this process's own clocks. */
export class HeldLease {
  readonly epoch: Epoch;
  readonly #log: FeedLog;
  readonly #name: string;
  readonly #holder: string;
  readonly #ttlMs: number;
  #deadline: Deadline;

  private constructor(log: FeedLog, { name, holder, ttlMs }: Required<Holding>, held: Held) {
    this.#log = log;
    this.#name = name;
    this.#holder = holder;
    this.#ttlMs = ttlMs;
    this.epoch = held.epoch;
    this.#deadline = held.deadline;
  }

  /** @returns null when another holds it. */
  static async take(
    log: FeedLog,
    { name, holder, ttlMs = LEASE_TTL_MS }: Holding,
  ): Promise<HeldLease | null> {
    const deadline = deadlineFromNow(ttlMs);
    const epoch = await log.lease(name, holder, ttlMs);
    return epoch === null ? null : new HeldLease(log, { name, holder, ttlMs }, { epoch, deadline });
  }

  /** Whether something may still be done in its name. */
  get valid(): boolean {
    return performance.now() < this.#deadline.monotonic && Date.now() < this.#deadline.wall;
  }

  /** Renews until aborted, or until it is lost or can no longer be relied on. */
  async keep(signal: AbortSignal, logger: Logger): Promise<void> {
    const pause = new Nudge();
    while (!signal.aborted && this.valid) {
      await pause.wait(RENEW_MS, signal);
      if (signal.aborted) return;
      try {
        const deadline = deadlineFromNow(this.#ttlMs);
        const epoch = await this.#log.lease(this.#name, this.#holder, this.#ttlMs);
        if (epoch !== this.epoch) return;
        this.#deadline = deadline;
      } catch (error) {
        logger.warn({ err: error }, "the lease was not renewed");
      }
    }
  }

  giveBack(): Promise<void> {
    return this.#log.release(this.#name, this.#holder);
  }
}

interface Held {
  readonly epoch: Epoch;
  readonly deadline: Deadline;
}

/** By two clocks: one nobody can set back, and one that goes on while the machine is suspended. */
interface Deadline {
  readonly monotonic: number;
  readonly wall: number;
}

/** Counted from before the request: the database counts from later. */
function deadlineFromNow(ttlMs: number): Deadline {
  const ms = ttlMs - MARGIN_MS;
  return { monotonic: performance.now() + ms, wall: Date.now() + ms };
}
