import { linesOf } from "../lib/text-lines.js";
import type { SourceRow, Taken } from "../ports/stock-source.js";
import { elementsOf } from "./json-elements.js";
import { rowOf, unreadable } from "./row-of.js";

/** One JSON object a line; empty lines are passed over. Rows are lines. */
export async function* ndjsonRows(bytes: AsyncIterable<Uint8Array>, taken: Taken): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const line of linesOf(bytes)) {
    row++;
    if (line.trim() !== "") yield parsed(line, { row, taken });
  }
}

/** One JSON array of objects. Rows are elements. */
export async function* jsonRows(bytes: AsyncIterable<Uint8Array>, taken: Taken): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const element of elementsOf(bytes)) yield parsed(element, { row: ++row, taken });
}

function parsed(text: string, place: { readonly row: number; readonly taken: Taken }): SourceRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(place.row, `It is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return unreadable(place.row, "It is not a JSON object.");
  }
  return rowOf(value, place);
}
