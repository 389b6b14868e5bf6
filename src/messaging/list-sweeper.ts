import type { Redis } from "ioredis";
import { Nudge } from "../lib/nudge.js";
import type { Logger } from "../lib/logger.js";
import { deleteMatching } from "./delete-matching.js";

export interface ListSweeperOptions {
  readonly redis: Redis;
  readonly patterns: readonly string[];
  /** Stands in the same Redis while lists may be out of date, so that a sweep outlives the process that owes it. */
  readonly owedKey: string;
  readonly logger: Logger;
}

const SWEEP_EVERY_MS = 1_000;
/** A sweep looks at every key of Redis: of its time, a fifth at most. */
const REST = 4;

/** Only what was owed when the sweep began is paid by it. */
const PAY = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/** Deletes the lists that somebody has cached, at most once a second, however many items change. */
export class ListSweeper {
  readonly #options: ListSweeperOptions;
  readonly #wake = new Nudge();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  #failed = false;

  constructor(options: ListSweeperOptions) {
    this.#options = options;
    // Another process may have left a sweep that is owed.
    this.#wake.signal();
    this.#running = options.patterns.length === 0 ? Promise.resolve() : this.#run();
  }

  /** Soon; once it has resolved, the sweep is made, whatever becomes of this process. */
  async owe(): Promise<void> {
    const { redis, patterns, owedKey } = this.#options;
    if (patterns.length === 0) return;
    await redis.incr(owedKey);
    this.#wake.signal();
  }

  /** Redis is there, perhaps again. */
  wake(): void {
    this.#wake.signal();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      await this.#wake.wait(60_000, signal);
      if (signal.aborted) return;
      const began = performance.now();
      if (!(await this.#sweep())) this.#wake.signal();
      const took = performance.now() - began;
      await this.#pause(Math.max(SWEEP_EVERY_MS - took, REST * took));
    }
  }

  /** @returns whether nothing is owed, as far as is known. */
  async #sweep(): Promise<boolean> {
    const { redis, patterns, owedKey, logger } = this.#options;
    try {
      const owed = await redis.get(owedKey);
      if (owed === null) return true;
      let deleted = 0;
      for (const pattern of patterns) deleted += await deleteMatching(redis, pattern, this.#abort.signal);
      await redis.eval(PAY, 1, owedKey, owed);
      logger.debug({ deleted }, "cached lists were deleted");
      if (this.#failed) logger.info("cached lists are deleted again");
      this.#failed = false;
      return true;
    } catch (error) {
      if (this.#abort.signal.aborted) return true;
      logger[this.#failed ? "debug" : "warn"](
        { err: error },
        "cached lists were not deleted: it is tried again",
      );
      this.#failed = true;
      return false;
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Nudge().wait(ms, this.#abort.signal);
  }
}
