import type { JsonStatement } from "../json-query.js";

// A filter that is not given stands nowhere in the statement: plans are made once for all
// values, and a plan for "given or not" would fit neither.

/** The values of a statement that is put together, and where each stands in its text. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** `value`: milliseconds since 1970. */
  addMoment(value: number): string {
    return `to_timestamp(${this.add(value, "float8")} / 1000)`;
  }
}

const names = new Map<string, string>();

/** There are as many texts as shapes of filters, each parsed and planned once a connection. */
export function prepared(subject: string, text: string): JsonStatement {
  const name = names.get(text) ?? `${subject}_${names.size}`;
  names.set(text, name);
  return { name, text };
}

/** `AND` before each condition. */
export function and(conditions: readonly string[]): string {
  return conditions.map((condition) => ` AND ${condition}`).join("");
}

/** Of one row more than was asked for, which tells that there is a next page. */
export function pageOf<Row, T>(rows: readonly Row[], first: number, map: (row: Row) => T) {
  return { nodes: rows.slice(0, first).map(map), hasNextPage: rows.length > first };
}

/** For each key its own values, in the order they came. */
export function grouped<T>(
  keys: readonly string[],
  values: readonly T[],
  keyOf: (value: T) => string,
): T[][] {
  const groups = new Map<string, T[]>(keys.map((key) => [key, []]));
  for (const value of values) groups.get(keyOf(value))?.push(value);
  return keys.map((key) => groups.get(key) as T[]);
}
