import fc from "fast-check";
import type { JsonSchema, Schema } from "../../src/registry/json-schema.js";
import { anySchema } from "./any-schema.js";

/** One step of a schema's life, as its authors take it. */
type Change = (schema: JsonSchema, other: JsonSchema) => JsonSchema;

const CHANGES: Readonly<Record<string, Change>> = {
  addOptional: (schema, other) => ({ ...schema, properties: { ...schema.properties, added: other } }),
  addRequired: (schema, other) => ({
    ...schema,
    properties: { ...schema.properties, added: other },
    required: [...(schema.required ?? []), "added"],
  }),
  remove: (schema) => {
    const [[name] = [], ...kept] = Object.entries(schema.properties ?? {});
    const required = (schema.required ?? []).filter((each) => each !== name);
    return { ...schema, properties: Object.fromEntries(kept), required };
  },
  requireAll: (schema) => ({ ...schema, required: Object.keys(schema.properties ?? {}) }),
  requireNone: (schema) => ({ ...schema, required: [] }),
  close: (schema) => ({ ...schema, additionalProperties: false }),
  replaceOne: (schema, other) => onFirst(schema, () => other),
  makeNullable: (schema) => onFirst(schema, (field) => ({ anyOf: [field, { type: "null" }] })),
  describe: (schema) =>
    onFirst(schema, (field) => ({ ...(field as JsonSchema), description: "Said otherwise." })),
  widen: (schema) => onFirst(schema, widened),
  narrow: (schema) => onFirst(schema, narrowed),
};

function onFirst(schema: JsonSchema, change: (field: Schema) => Schema): JsonSchema {
  const [first, ...others] = Object.entries(schema.properties ?? {});
  if (!first) return schema;
  return { ...schema, properties: Object.fromEntries([[first[0], change(first[1])], ...others]) };
}

function widened(field: Schema): Schema {
  if (typeof field === "boolean") return true;
  const { minimum: _, maxLength: __, minItems: ___, ...rest } = field;
  return field.enum ? { ...rest, enum: [...field.enum, "abcd"] } : rest;
}

function narrowed(field: Schema): Schema {
  if (typeof field === "boolean") return false;
  if (field.enum) return { ...field, enum: field.enum.slice(0, 1) };
  if (field.type === "integer") return { ...field, minimum: 2, maximum: 3 };
  if (field.type === "string") return { ...field, maxLength: 1 };
  return field.type === "array" ? { ...field, maxItems: 1 } : { type: "boolean" };
}

export const changedSchema = fc
  .tuple(anySchema, anySchema, fc.constantFrom(...Object.values(CHANGES)))
  .map(([before, other, change]) => ({ before, after: change(before, other) }));
