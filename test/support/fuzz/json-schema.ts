import fc, { type Arbitrary } from "fast-check";
import { anyInt, anyJson, anyScalar } from "./values.js";

/** What is used of a JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Where the schemas that are referred to stand. */
export interface Schemas {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Values that a schema allows in all or nearly all, for a place of this name. */
export function anyOfSchema(api: Schemas, name: string, schema: Schema): Arbitrary<unknown> {
  const right = anyRight(api, name, schema);
  return fc.oneof({ weight: 24, arbitrary: right }, { weight: 1, arbitrary: anyJson });
}

function anyRight(api: Schemas, name: string, schema: Schema): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return anyOfSchema(api, name, resolved(api, schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either)
    return fc.oneof(
      ...either.map((one) =>
        anyOfSchema(api, name, { ...schema, anyOf: undefined, oneOf: undefined, ...one } as Schema),
      ),
    );
  const [type = "object", ...others] = [schema.type ?? []].flat();
  if (others.length > 0)
    return fc.oneof(...[type, ...others].map((one) => anyRight(api, name, { ...schema, type: one })));
  if (type === "null") return fc.constant(null);
  if (type === "boolean") return fc.boolean();
  if (type === "integer" || type === "number")
    return /quantity|delta/i.test(name) ? fc.oneof(fc.integer({ min: 1, max: 3 }), anyInt) : anyInt;
  if (type === "string") return anyScalar(name, "String");
  if (type === "array")
    return fc.array(anyOfSchema(api, name || "productVariantId", schema.items ?? {}), { maxLength: 5 });
  return anyObject(api, schema);
}

function anyObject(api: Schemas, schema: Schema): Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return anyJson;
  const values = Object.fromEntries(properties.map(([key, value]) => [key, anyOfSchema(api, key, value)]));
  const { required = [] } = schema;
  // What must be there is missing now and then.
  return fc
    .tuple(fc.record(values), fc.subarray(properties.map(([key]) => key)), fc.integer({ min: 0, max: 20 }))
    .map(([all, wanted, n]) => {
      const kept = Object.entries(all).filter(
        ([key]) => wanted.includes(key) || (n > 0 && required.includes(key)),
      );
      return Object.fromEntries(kept);
    });
}

function resolved(api: Schemas, ref: string): Schema {
  const found = ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], api);
  if (found === undefined) throw new Error(`The OpenAPI document has nothing at ${ref}`);
  return found as Schema;
}
