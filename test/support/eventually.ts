import { setTimeout as delay } from "node:timers/promises";

export interface Patience {
  /** How long the assertion may go on failing. */
  timeoutMs?: number;
}

/** Repeats an assertion until it holds, and answers what it answered. The only timer of the tests. */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 10_000 }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await delay(pause);
  }
}
