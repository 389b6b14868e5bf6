/** Positions that were missed, the first and the last included. */
export interface Missing {
  readonly from: number;
  readonly until: number;
}

/**
 * What of the feed has come, and what of it is settled. Positions have no holes: whoever is sent every event sees the
 * one after the last, or has missed something.
 */
export class Positions {
  /** The highest that has come; null: nothing yet. */
  #highest: number | null = null;
  readonly #underWay = new Set<number>();

  /** Up to here everything has come and is settled. */
  get settled(): number | null {
    if (this.#underWay.size === 0) return this.#highest;
    return Math.min(...this.#underWay) - 1;
  }

  /** The highest that has come, settled or not. */
  get highest(): number | null {
    return this.#highest;
  }

  /** The feed is another one. */
  forget(): void {
    this.#highest = null;
  }

  /** Everything up to here is known to be settled, or is no concern of ours. */
  startAfter(position: number): void {
    this.#highest = position;
  }

  /** A message came. @returns what should have come before it. */
  gapBefore(position: number): Missing | undefined {
    if (this.#highest === null || position <= this.#highest + 1) return undefined;
    return { from: this.#highest + 1, until: position - 1 };
  }

  begin(position: number): void {
    this.#underWay.add(position);
    this.#highest = Math.max(position, this.#highest ?? position);
  }

  settle(position: number): void {
    this.#underWay.delete(position);
  }

  /** What was under way comes from elsewhere, or not at all: everything after `settled` is to come again. */
  comeAgain(): void {
    this.#highest = this.settled;
    this.#underWay.clear();
  }
}
