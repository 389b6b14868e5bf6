import { createContext, Script } from "node:vm";

// Candidates come from outside: whatever one looks like, judging it ends soon.

/** Of everything in a schema; the largest event's has 157. */
const MOST_VALUES = 3_000;
const DEEPEST = 40;
/** For all patterns of one comparison together. */
const PATIENCE_MS = 250;

/** @returns why it is not looked at; undefined: it is. */
export function sizeFault(candidate: unknown): string | undefined {
  let values = 0;
  function isShallow(value: unknown, depth: number): boolean {
    values += 1;
    if (values > MOST_VALUES || typeof value !== "object" || value === null) return true;
    return depth < DEEPEST && Object.values(value).every((part) => isShallow(part, depth + 1));
  }
  if (!isShallow(candidate, 0)) return `must not be nested deeper than ${DEEPEST}`;
  return values > MOST_VALUES ? `must have at most ${MOST_VALUES} values in all` : undefined;
}

/** Whether a text has a pattern. In doubt it has not. */
export type Matches = (pattern: string, text: string) => boolean;

const TEST = new Script(`new RegExp(pattern, "u").test(text)`);

/** A pattern may take for ever with a text of thirty characters; only a script of its own can be stopped. */
export function createMatches(): Matches {
  const given = { pattern: "", text: "" };
  const context = createContext(given);
  let left = PATIENCE_MS;
  return (pattern, text) => {
    if (left < 1) return false;
    const began = performance.now();
    try {
      Object.assign(given, { pattern, text });
      return TEST.runInContext(context, { timeout: Math.ceil(left) }) === true;
    } catch {
      // Too slow, or too large to be made a program of.
      return false;
    } finally {
      left -= performance.now() - began;
    }
  };
}

export function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
