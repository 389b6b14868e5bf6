import type { Readable } from "node:stream";
import { linesOf } from "../../lib/text-lines.js";
import type { ExportedRow } from "../../usecases/export-stock.js";
import { COLUMNS, invalid, isColumn, NUMBERS, type Column, type RawRow } from "./columns.js";

/** One JSON object a line; empty lines are passed over. */
export async function* readNdjson(bytes: Readable): AsyncGenerator<RawRow> {
  let number = 0;
  for await (const line of linesOf(bytes)) {
    number++;
    if (line.trim() !== "") yield rowOf(line, number);
  }
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
