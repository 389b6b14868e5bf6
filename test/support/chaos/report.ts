import type { Kind } from "./plan.js";

/** How often each kind was done, and how long it then took until all was well; in ms. */
export class Recoveries {
  readonly #times = new Map<string, number[]>();

  note({ target, how }: Kind, ms: number): void {
    const name = `${target} ${how}`;
    this.#times.set(name, [...(this.#times.get(name) ?? []), ms]);
  }

  summary(): Record<string, { times: number; medianMs: number; longestMs: number }> {
    return Object.fromEntries(
      [...this.#times].sort().map(([name, times]) => {
        const sorted = times.map(Math.round).sort((a, b) => a - b);
        const medianMs = sorted[Math.floor(sorted.length / 2)] as number;
        return [name, { times: times.length, medianMs, longestMs: sorted.at(-1) as number }];
      }),
    );
  }
}
