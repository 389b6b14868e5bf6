import { setImmediate } from "node:timers/promises";

/** Results that are written before anything else of the process has its turn. */
const RESULTS_A_TURN = 256;
/** What all turns of one pass may take together. */
const PASS_MS = 8;

/** Lets requests, and whatever else the process does, come between what is written to thousands. */
export class Turns {
  #written = 0;
  #waiting: (() => void)[] = [];
  #passing = false;

  /** Counts a result that is about to be written. @returns whether it has to wait for its `turn()`. */
  isOver(): boolean {
    this.#written += 1;
    return this.#written > RESULTS_A_TURN;
  }

  /** Resolves when it is the caller's turn; each in the order they asked. */
  turn(): Promise<void> {
    const turn = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#passing) void this.#pass();
    return turn;
  }

  async #pass(): Promise<void> {
    this.#passing = true;
    while (this.#waiting.length > 0) {
      await setImmediate();
      const until = performance.now() + PASS_MS;
      let next: (() => void) | undefined;
      while (performance.now() < until && (next = this.#waiting.shift())) {
        this.#written = 1;
        next();
        // Its continuation, up to where it waits again, runs before ours.
        await Promise.resolve();
      }
    }
    this.#passing = false;
  }
}
