/** How one relay's calls fail: at random, before or after they took effect; all of them once it is cut off. */
export class Faults {
  readonly #random: () => number;
  rate = 0;
  cut = false;
  /** Calls so far, and of which methods. */
  calls = 0;
  readonly called = new Set<string | symbol>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** An adapter whose methods fail so; those that are spared only when it is cut off. */
  of<T extends object>(target: T, spared: readonly (keyof T)[] = []): T {
    return new Proxy(target, {
      get: (_, name) => {
        const method = (target as Record<string | symbol, unknown>)[name];
        if (typeof method !== "function") return method;
        this.called.add(name);
        const rate = () => (spared.includes(name as keyof T) ? 0 : this.rate);
        return (...args: unknown[]) =>
          this.#call(async () => (await method.apply(target, args)) as unknown, rate());
      },
    });
  }

  async #call(work: () => Promise<unknown>, rate: number): Promise<unknown> {
    this.calls += 1;
    const fails = this.#random() < rate;
    if (this.cut || (fails && this.#random() < 0.5)) throw new Error("cut off before");
    const answer = await work();
    if (this.cut || fails) throw new Error("cut off after");
    return answer;
  }
}
