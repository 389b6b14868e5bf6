export interface Row {
  readonly bench: string;
  readonly [field: string]: string | number | boolean | null | undefined;
}

export type Emit = (row: Row) => void;

/** One JSON line a row on stdout. */
export const emitRow: Emit = (row) => {
  process.stdout.write(`${JSON.stringify(row, rounded)}\n`);
};

/** Progress, for whoever watches. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function rounded(_key: string, value: unknown): unknown {
  if (typeof value !== "number" || Number.isInteger(value)) return value;
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
