import { setTimeout as delay } from "node:timers/promises";

export interface Patience {
  /** How long the assertion may go on failing; time in which this process could not run does not count. */
  timeoutMs?: number;
}

/** Repeats an assertion until it holds, and answers what it answered. The only timer of the tests. */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 30_000 }: Patience = {},
): Promise<T> {
  let deadline = performance.now() + timeoutMs;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    const due = performance.now() + pause;
    await delay(pause);
    // While this process stood still, nobody looked.
    deadline += Math.max(0, performance.now() - due);
  }
}
