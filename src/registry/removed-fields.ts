import type { CompatibilityProblem } from "../ports/schema-registry.js";
import type { Schema } from "./json-schema.js";

/** An optional field that is gone breaks no validation, but whoever reads it: a new major version. */
export function removedFields(old: Schema, next: Schema, path = "$"): CompatibilityProblem[] {
  if (typeof old === "boolean" || typeof next === "boolean") return [];
  const kept = fieldsOf(next);
  const own = [...fieldsOf(old)].flatMap(([name, before]) => {
    const after = kept.get(name);
    if (after !== undefined) return removedFields(before, after, `${path}.${name}`);
    return [{ path: `${path}.${name}`, message: "It was removed, which needs a new major version." }];
  });
  const [elements, others] = [itemsOf(old), itemsOf(next)];
  const below =
    elements === undefined || others === undefined ? [] : removedFields(elements, others, `${path}[*]`);
  return [...own, ...below];
}

/** Of the schema itself, and of whichever alternatives it has. */
function fieldsOf(schema: Schema): ReadonlyMap<string, Schema> {
  if (typeof schema === "boolean") return new Map();
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return new Map([
    ...branches.flatMap((branch) => [...fieldsOf(branch)]),
    ...Object.entries(schema.properties ?? {}),
  ]);
}

function itemsOf(schema: Schema): Schema | undefined {
  if (typeof schema === "boolean") return undefined;
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return schema.items ?? branches.map(itemsOf).find((items) => items !== undefined);
}
