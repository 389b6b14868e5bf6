import type { ItemVersions } from "../ports/availability-cache.js";

/** Beyond it the process would rather do without a cache than without memory. */
const MOST = 200_000;

/** The least versions that items are known to have, each remembered from `lifeMs` to twice as long. */
export class LeastVersions {
  readonly #lifeMs: number;
  readonly #most: number;
  #newer = new Map<string, number>();
  #older = new Map<string, number>();
  #turnedAt = performance.now();
  #forgotAt = -Infinity;

  constructor(lifeMs: number, most = MOST) {
    this.#lifeMs = lifeMs;
    this.#most = most;
  }

  note(versions: ItemVersions): void {
    this.#turn();
    for (const [id, version] of versions) {
      if (version > this.of(id)) this.#newer.set(id, version);
    }
    if (this.#newer.size <= this.#most) return;
    this.#newer.clear();
    this.#forgotAt = performance.now();
  }

  /** 0: nothing is known. */
  of(id: string): number {
    return this.#newer.get(id) ?? this.#older.get(id) ?? 0;
  }

  /** Whether some were forgotten before their time. */
  get incomplete(): boolean {
    return performance.now() - this.#forgotAt < this.#lifeMs;
  }

  #turn(): void {
    const now = performance.now();
    if (now - this.#turnedAt < this.#lifeMs) return;
    this.#older = now - this.#turnedAt < 2 * this.#lifeMs ? this.#newer : new Map<string, number>();
    this.#newer = new Map();
    this.#turnedAt = now;
  }
}
