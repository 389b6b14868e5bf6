interface Flight<T> {
  readonly keys: ReadonlySet<string>;
  readonly landing: Promise<T>;
}

/** Work under way, some at once; whatever shares a key is done in the order it was begun. */
export class Flights<T> {
  readonly #most: number;
  readonly #onLanded: (result: T) => void;
  readonly #flights: Flight<T>[] = [];

  /** `onLanded` is told the results in the order of beginning. */
  constructor(most: number, onLanded: (result: T) => void) {
    this.#most = most;
    this.#onLanded = onLanded;
  }

  /** Waits for its turn, not for its end. @throws what went wrong with one before. */
  async begin(keys: ReadonlySet<string>, work: () => Promise<T>): Promise<void> {
    while (this.#flights.length >= this.#most || this.#isBehind(keys)) await this.#land();
    const landing = work();
    // Looked at when its turn to land comes; until then nobody is listening.
    landing.catch(() => undefined);
    this.#flights.push({ keys, landing });
  }

  /** Everything that was begun is done. */
  async landed(): Promise<void> {
    while (this.#flights.length > 0) await this.#land();
  }

  #isBehind(keys: ReadonlySet<string>): boolean {
    return this.#flights.some((flight) => [...keys].some((key) => flight.keys.has(key)));
  }

  async #land(): Promise<void> {
    const flight = this.#flights.shift();
    if (flight) this.#onLanded(await flight.landing);
  }
}
