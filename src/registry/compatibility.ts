import type { CompatibilityMode, CompatibilityProblem } from "../ports/schema-registry.js";
import type { JsonSchema } from "./json-schema.js";
import { problemsReading } from "./read-data.js";
import { removedFields } from "./removed-fields.js";

// Data of a writer is closed: it has what its schema declares, and nothing else. A reader is open:
// what its schema does not declare it passes over, unless it says `additionalProperties` itself.

interface Versions {
  readonly old: JsonSchema;
  readonly next: JsonSchema;
}

/** What stands in the way of `next` after `old`; nothing, and it may follow. */
export function compatibilityProblems(
  { old, next }: Versions,
  mode: CompatibilityMode,
): readonly CompatibilityProblem[] {
  const found: CompatibilityProblem[] = [];
  if (mode !== "FORWARD") {
    found.push(...problemsReading(next, old, { reader: "the new schema", writer: "old data" }));
  }
  if (mode !== "BACKWARD") {
    found.push(...removedFields(old, next));
    found.push(...problemsReading(old, next, { reader: "the old schema", writer: "new data" }));
  }
  const distinct = new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem]));
  return [...distinct.values()];
}
