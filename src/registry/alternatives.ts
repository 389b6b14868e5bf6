import type { JsonSchema, Schema, TypeName } from "./json-schema.js";

/** Part of what a schema allows: of one type, and with its values as a list where they are listed. */
export type Alternative = Omit<JsonSchema, "type"> & { readonly type: TypeName };

const ALL_TYPES: readonly TypeName[] = ["null", "boolean", "number", "string", "array", "object"];

/** Together they allow at least what the schema does. */
export function alternativesOf(schema: Schema): readonly Alternative[] {
  if (schema === false) return [];
  if (schema === true) return ALL_TYPES.map((type) => ({ type }));
  const branches = schema.anyOf ?? schema.oneOf;
  const types = typesOf(schema);
  if (branches) return branches.flatMap(alternativesOf).flatMap((branch) => within(branch, types));
  const values = valuesOf(schema);
  if (!values) return types.map((type) => ({ ...schema, type }));
  return types
    .map((type) => listed(schema, type, values))
    .filter((alternative) => alternative.enum?.length !== 0);
}

/** Numbers that are all whole are taken by readers of whole ones, too. */
function listed(schema: JsonSchema, type: TypeName, values: readonly unknown[]): Alternative {
  const own = values.filter((value) => isOf(value, type));
  return { ...schema, type: type === "number" && own.every(Number.isInteger) ? "integer" : type, enum: own };
}

/** What is listed, by `enum` or `const`. */
export function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  return "const" in schema ? [schema.const] : schema.enum;
}

/** Whether no value can be of two of the branches, going by their types. */
export function areDisjoint(branches: readonly Schema[]): boolean {
  const types = branches.flatMap((branch) => [
    ...new Set(alternativesOf(branch).map(({ type }) => (type === "integer" ? "number" : type))),
  ]);
  return new Set(types).size === types.length;
}

function typesOf({ type }: JsonSchema): readonly TypeName[] {
  if (type === undefined) return ALL_TYPES;
  const types = [type].flat();
  return types.includes("number") ? types.filter((each) => each !== "integer") : types;
}

function within(branch: Alternative, types: readonly TypeName[]): readonly Alternative[] {
  if (types.includes(branch.type)) return [branch];
  if (branch.type === "integer" && types.includes("number")) return [branch];
  return branch.type === "number" && types.includes("integer") ? [{ ...branch, type: "integer" }] : [];
}

function isOf(value: unknown, type: TypeName): boolean {
  if (value === null) return type === "null";
  if (Array.isArray(value)) return type === "array";
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}
