/** Pauses between tries: doubling from the first to the longest, each cut by up to half at random. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  #tries = 0;

  constructor(options: { firstMs: number; longestMs: number }) {
    this.#first = options.firstMs;
    this.#longest = options.longestMs;
  }

  next(): number {
    const pause = Math.min(this.#longest, this.#first * 2 ** this.#tries++);
    return pause * (0.5 + Math.random() / 2);
  }

  reset(): void {
    this.#tries = 0;
  }
}
