import type { CompatibilityProblem } from "../ports/schema-registry.js";
import type { Alternative } from "./alternatives.js";
import { problem, type Place } from "./comparison.js";
import type { JsonSchema, Schema } from "./json-schema.js";
import { atLeast, atMost } from "./read-scalars.js";
import { strangersIn } from "./understood.js";

export function problemsOfArray(
  reader: JsonSchema,
  written: Alternative,
  place: Place,
): CompatibilityProblem[] {
  const { minItems = 0, maxItems = Infinity } = written;
  const elements =
    maxItems === 0 ? [] : place.compare(reader.items ?? true, written.items ?? true, `${place.path}[*]`);
  return [
    ...atLeast(reader.minItems ?? 0, minItems, { place, what: "elements" }),
    ...atMost(reader.maxItems ?? Infinity, maxItems, { place, what: "elements" }),
    ...elements,
  ];
}

export function problemsOfObject(
  reader: JsonSchema,
  written: Alternative,
  place: Place,
): CompatibilityProblem[] {
  const wrong = [...lacking(reader, written, place)];
  for (const [name, property] of propertiesOf(written)) {
    const path = `${place.path}.${name}`;
    const declared = Object.hasOwn(reader.properties ?? {}, name);
    const read = declared ? reader.properties?.[name] : reader.additionalProperties;
    wrong.push(...(read === undefined ? strangersIn(property, path) : place.compare(read, property, path)));
  }
  return [...wrong, ...undeclared(reader, written, place)];
}

/** What is required stands there, declared or not. */
function propertiesOf({ properties = {}, required = [] }: Alternative): ReadonlyMap<string, Schema> {
  return new Map([...required.map((name) => [name, true] as const), ...Object.entries(properties)]);
}

function lacking(reader: JsonSchema, written: Alternative, { path, sides }: Place): CompatibilityProblem[] {
  const always = new Set(written.required);
  return (reader.required ?? [])
    .filter((name) => !always.has(name))
    .map((name) =>
      problem({ path: `${path}.${name}` }, `${sides.reader} requires it, ${sides.writer} may lack it`),
    );
}

/** What the writer may write besides, where its schema says so itself; and what of the reader's is never written. */
function undeclared(reader: JsonSchema, written: Alternative, place: Place): CompatibilityProblem[] {
  const known = propertiesOf(written);
  const unwritten = Object.entries(reader.properties ?? {}).filter(([name]) => !known.has(name));
  const others = written.additionalProperties ?? false;
  const wrong = unwritten.flatMap(([name, property]) => {
    const path = `${place.path}.${name}`;
    return others === false ? strangersIn(property, path) : place.compare(property, others, path);
  });
  if (others === false || reader.additionalProperties === undefined) return wrong;
  return [...wrong, ...place.compare(reader.additionalProperties, others, `${place.path}.*`)];
}
