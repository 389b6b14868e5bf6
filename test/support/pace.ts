import { setTimeout as delay } from "node:timers/promises";

/** Turns 0, 1, 2, ... at so many a second, late ones at once, until aborted. */
export async function* pace(perSecond: number, signal: AbortSignal): AsyncGenerator<number> {
  const began = performance.now();
  for (let turn = 0; !signal.aborted; turn++) {
    const due = began + (turn * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await delay(early, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) yield turn;
  }
}
