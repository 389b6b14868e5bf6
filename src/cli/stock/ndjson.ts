import type { Readable } from "node:stream";
import type { ExportedRow } from "../../usecases/export-stock.js";
import { COLUMNS, invalid, isColumn, NUMBERS, type Column, type RawRow } from "./columns.js";
import { UnreadableFile } from "./unreadable-file.js";

/** Far more than a row can need: what is longer is no file of lines. */
const LONGEST_LINE = 65_536;

/** One JSON object a line; empty lines are passed over. */
export async function* readNdjson(bytes: Readable): AsyncGenerator<RawRow> {
  let number = 0;
  for await (const line of linesOf(bytes)) {
    number++;
    if (line.trim() !== "") yield rowOf(line, number);
  }
}

// Not by readline, which also breaks lines at U+2028 and U+2029: JSON may have them in strings.
async function* linesOf(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let read = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      const line = read + lines.length + 1;
      throw new UnreadableFile(`Line ${line} is longer than ${LONGEST_LINE} characters.`);
    }
    read += lines.length;
    yield* lines;
  }
  yield rest + decoder.decode();
}

function rowOf(text: string, line: number): RawRow {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refused(line, `It is not JSON: ${(error as Error).message}.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return refused(line, "It is not a JSON object.");
  }
  const values: RawRow["values"] = {};
  const refusals: RawRow["refusals"][number][] = [];
  for (const [name, value] of Object.entries(parsed) as [string, unknown][]) {
    if (!isColumn(name)) {
      refusals.push(invalid(null, `It has the key "${name}"; known are ${COLUMNS.join(", ")}.`));
      continue;
    }
    const problem = problemOf(name, value);
    if (problem !== null) refusals.push(invalid(name, problem));
    else if (value !== null || name === "sku") values[name] = value as string | number | null;
  }
  return { line, values, refusals };
}

/** null leaves a value as it is, as a key that is absent does; sku, which may be nothing, is cleared. */
function problemOf(column: Column, value: unknown): string | null {
  if (value === null) return null;
  if (NUMBERS.has(column)) return Number.isInteger(value) ? null : "Must be a whole number.";
  return typeof value === "string" ? null : "Must be a string.";
}

function refused(line: number, message: string): RawRow {
  return { line, values: {}, refusals: [invalid(null, message)] };
}

export function writeNdjson(rows: readonly ExportedRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
