import { isUtf8 } from "node:buffer";

/** Deeper than any header means anything. */
const DEEPEST = 16;

/**
 * What a peer has put into the headers of its message as JSON that PostgreSQL keeps: without NUL and halves of
 * surrogate pairs, bytes as text, or as base64 where they are none.
 */
export function storableHeaders(headers: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(storableValue(headers, 0));
}

function storableValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (Buffer.isBuffer(value)) return isUtf8(value) ? clean(value.toString()) : value.toString("base64");
  if (depth === DEEPEST) return "...";
  if (Array.isArray(value)) return value.map((each) => storableValue(each, depth + 1));
  const entries = Object.entries(value).map(([key, each]) => [clean(key), storableValue(each, depth + 1)]);
  return Object.fromEntries(entries);
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
