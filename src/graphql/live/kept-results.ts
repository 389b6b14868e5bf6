interface Result {
  readonly position: number;
  readonly payload: string;
}

/** Results that are kept for members that are behind together. */
const MOST_KEPT = 1_000;

/** The newest results of a group, in order, up to some position behind. */
export class KeptResults {
  #results: Result[] = [];
  /** Everything after it is there. */
  #since = 0;

  push(result: Result): void {
    this.#results.push(result);
    // Moved seldom, and then many at once.
    if (this.#results.length < 2 * MOST_KEPT) return;
    this.forget((this.#results[MOST_KEPT - 1] as Result).position);
  }

  /** Whether all results after the position are there. */
  reaches(position: number): boolean {
    return position >= this.#since;
  }

  /** The first after the position. */
  after(position: number): Result | undefined {
    let [low, high] = [0, this.#results.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#results[middle] as Result).position > position) high = middle;
      else low = middle + 1;
    }
    return this.#results[low];
  }

  /** Nothing up to the position is there any more. */
  forget(position: number): void {
    this.#results = this.#results.filter((result) => result.position > position);
    this.#since = Math.max(this.#since, position);
  }

  /** Nobody needs what there is. */
  clear(): void {
    this.#results = [];
  }
}
