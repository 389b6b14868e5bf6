import type { CompatibilityProblem } from "../ports/schema-registry.js";
import type { Schema } from "./json-schema.js";
import type { Matches } from "./patience.js";

/** How the two sides are called in what is told. */
export interface Sides {
  readonly reader: string;
  readonly writer: string;
}

/** Where a comparison stands, and how it goes on below. */
export interface Place {
  readonly sides: Sides;
  /** JSONPath of the data. */
  readonly path: string;
  readonly compare: Compare;
  readonly matches: Matches;
}

export type Compare = (reader: Schema, writer: Schema, path: string) => CompatibilityProblem[];

export function problem({ path }: Pick<Place, "path">, message: string): CompatibilityProblem {
  return { path, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` };
}
