import type { CompatibilityProblem } from "../ports/schema-registry.js";
import { valuesOf } from "./alternatives.js";
import { problem } from "./comparison.js";
import { ANNOTATIONS, ASSERTIONS, type Schema } from "./json-schema.js";
import { isPattern } from "./patience.js";
import { createAjv } from "./validators.js";

const FORMATS: ReadonlySet<string> = new Set(Object.keys(createAjv({ strict: true }).formats));

/** What of a schema, not of those within it, cannot be judged. */
export function notUnderstood(schema: Schema, path: string): CompatibilityProblem[] {
  if (typeof schema === "boolean") return [];
  const asserted = Object.keys(schema).filter((keyword) => !ANNOTATIONS.has(keyword));
  const strange = asserted
    .filter((keyword) => !ASSERTIONS.has(keyword))
    .map((keyword) => `the keyword "${keyword}" is not understood here`);
  const branching = asserted.filter((keyword) => keyword === "anyOf" || keyword === "oneOf");
  const beside = asserted.filter((keyword) => keyword !== "type" && keyword !== branching[0]);
  if (branching.length > 0 && beside.length > 0) {
    strange.push(`${branching[0]} is understood only beside "type", not beside ${beside.join(", ")}`);
  }
  if (schema.format !== undefined && !FORMATS.has(schema.format)) {
    strange.push(`the format "${schema.format}" is not known here`);
  }
  if (schema.pattern !== undefined && !isPattern(schema.pattern)) {
    strange.push(`the pattern "${schema.pattern}" is no regular expression`);
  }
  if (schema.enum?.length === 0) strange.push("an empty enum is not understood here");
  if (valuesOf(schema)?.some((value) => typeof value === "object" && value !== null)) {
    strange.push("listed values are understood only where they are text, numbers, true, false or null");
  }
  return strange.map((message) => problem({ path }, message));
}

/** The same, of everything within it as well: for what has no counterpart to be compared with. */
export function strangersIn(schema: Schema, path: string): CompatibilityProblem[] {
  if (typeof schema === "boolean") return [];
  const { properties, items, additionalProperties, anyOf = [], oneOf = [] } = schema;
  return [
    ...notUnderstood(schema, path),
    ...Object.entries(properties ?? {}).flatMap(([name, property]) =>
      strangersIn(property, `${path}.${name}`),
    ),
    ...strangersIn(items ?? true, `${path}[*]`),
    ...strangersIn(additionalProperties ?? true, `${path}.*`),
    ...[...anyOf, ...oneOf].flatMap((branch) => strangersIn(branch, path)),
  ];
}
