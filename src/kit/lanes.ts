/** Work of one key is done one after the other, that of different keys side by side. */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Resolves, or rejects, as the work does. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    // A failure is told to whoever asked for that work, and to nobody behind it.
    const result = before === undefined ? work() : before.then(work, work);
    this.#last.set(key, result);
    const forget = (): void => {
      if (this.#last.get(key) === result) this.#last.delete(key);
    };
    result.then(forget, forget);
    return result;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
