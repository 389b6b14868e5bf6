/** Rows by key, and which of them were put after the beginning, each once, as they became. */
export class RowSet<T> {
  readonly #rows = new Map<string, T>();
  readonly #changed = new Set<string>();
  readonly #keyOf: (row: T) => string;

  constructor(rows: readonly T[], keyOf: (row: T) => string) {
    this.#keyOf = keyOf;
    for (const row of rows) this.#rows.set(keyOf(row), row);
  }

  get(key: string): T | undefined {
    return this.#rows.get(key);
  }

  values(): T[] {
    return [...this.#rows.values()];
  }

  put(row: T): void {
    const key = this.#keyOf(row);
    this.#rows.set(key, row);
    this.#changed.add(key);
  }

  changed(): T[] {
    return [...this.#changed].map((key) => this.#rows.get(key) as T);
  }
}
