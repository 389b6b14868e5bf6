/** How one relay's calls fail: at random, before or after they took effect; all of them once it is cut off. */
export class Faults {
  readonly #random: () => number;
  rate = 0;
  cut = false;
  /** Calls so far. */
  calls = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** An adapter whose every method fails so. */
  of<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const method = (target as Record<string | symbol, unknown>)[name];
        if (typeof method !== "function") return method;
        return (...args: unknown[]) => this.#call(async () => (await method.apply(target, args)) as unknown);
      },
    });
  }

  async #call(work: () => Promise<unknown>): Promise<unknown> {
    this.calls += 1;
    const fails = this.#random() < this.rate;
    if (this.cut || (fails && this.#random() < 0.5)) throw new Error("cut off before");
    const answer = await work();
    if (this.cut || fails) throw new Error("cut off after");
    return answer;
  }
}
