/** Lets so many through each minute, and counts the rest, so that a flood does not fill what is written. */
export class FewAMinute {
  readonly #most: number;
  readonly #now: () => number;
  #began = -Infinity;
  #passed = 0;
  #held = 0;

  constructor(most: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** @returns how many were held back since the last that passed; null: this one is held back, too. */
  pass(): number | null {
    const now = this.#now();
    if (now - this.#began >= 60_000) {
      this.#began = now;
      this.#passed = 0;
    }
    if (this.#passed >= this.#most) {
      this.#held += 1;
      return null;
    }
    this.#passed += 1;
    const held = this.#held;
    this.#held = 0;
    return held;
  }
}

/** Writes lines that anybody may cause: so many a minute, the next one with how many were left out. */
export function writeFew<Line extends object>(
  most: number,
  write: (line: Line & { readonly leftOut?: number }) => void,
): (line: Line) => void {
  const few = new FewAMinute(most);
  return (line) => {
    const leftOut = few.pass();
    if (leftOut !== null) write({ ...line, ...(leftOut > 0 && { leftOut }) });
  };
}
