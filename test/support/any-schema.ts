import fc from "fast-check";
import type { JsonSchema, Schema } from "../../src/registry/json-schema.js";
import { createAjv } from "../../src/registry/validators.js";

// Small schemas, and every value of a small world: so small that what one schema allows and
// another does not shows in it.

const bound = fc.integer({ min: 0, max: 3 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const given = (schema: object): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
const range = <Least extends string, Most extends string>(least: Least, most: Most) =>
  fc
    .tuple(optional(bound), optional(bound))
    .map(([a, b]) =>
      a === undefined || b === undefined
        ? { [least]: a, [most]: b }
        : { [least]: Math.min(a, b), [most]: Math.max(a, b) },
    );

const whole = range("minimum", "maximum").map((bounds) => given({ type: "integer", ...bounds }));
const half = fc
  .tuple(optional(bound), optional(fc.boolean()))
  .map(([from, open]) => given({ type: "number", [open ? "exclusiveMinimum" : "minimum"]: from }));
const text = range("minLength", "maxLength").map((bounds) => given({ type: "string", ...bounds }));
const shaped = fc.constantFrom<JsonSchema>(
  { type: "string", pattern: "^a" },
  { type: "string", format: "date" },
  { type: "string", const: "a" },
);
const listed = fc
  .subarray(["", "a", "bb", 1, 2, null, true], { minLength: 1 })
  .map((values): JsonSchema => ({ enum: values }));
const mixed = fc
  .subarray(["null", "boolean", "integer", "number", "string"] as const, { minLength: 1 })
  .map((type): JsonSchema => ({ type }));

const NAMES = ["p", "q", "r"];

/** At most three fields, two levels deep. */
export const anySchema: fc.Arbitrary<JsonSchema> = fc.letrec<{ part: JsonSchema; object: JsonSchema }>(
  (tie) => ({
    part: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      ...[whole, half, text, shaped, listed, mixed],
      tie("object"),
      fc
        .tuple(tie("part"), range("minItems", "maxItems"))
        .map(([items, bounds]) => given({ type: "array", items, ...bounds })),
      tie("part").map((branch): JsonSchema => ({ anyOf: [branch, { type: "null" }] })),
    ),
    object: fc
      .tuple(
        fc.dictionary(fc.constantFrom(...NAMES), tie("part"), { maxKeys: 2, noNullPrototype: true }),
        fc.subarray(NAMES),
        fc.constantFrom<Schema | undefined>(undefined, undefined, undefined, false),
      )
      .map(([properties, named, additionalProperties]) => {
        const required = named.filter((name) => name in properties);
        return given({ type: "object", properties, required, additionalProperties });
      }),
  }),
).object;

const SCALARS = [
  ...[null, true, false, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
  ...["", "a", "b", "bb", "abc", "abcd", "2026-01-02"],
];

const ajv = createAjv({ strict: false });

export function takes(schema: Schema, value: unknown): boolean {
  const taken = ajv.validate(schema, value);
  ajv.removeSchema(schema);
  return taken;
}

/** Everything of a small world that a closed writer with the schema writes. */
export function writtenBy(schema: Schema): readonly unknown[] {
  if (schema === false) return [];
  if (schema === true) return SCALARS;
  const { properties, items, minItems = 0, maxItems = 4, anyOf } = schema;
  if (properties) return objects(properties, new Set(schema.required));
  if (anyOf) return anyOf.flatMap(writtenBy);
  if (items === undefined) return SCALARS.filter((value) => takes(schema, value));
  const lengths = [0, 1, 2, 3, 4].filter((length) => length >= minItems && length <= maxItems);
  return lengths.flatMap((length) =>
    length === 0 ? [[]] : writtenBy(items).map((element) => Array.from({ length }, () => element)),
  );
}

/** Every choice of optional fields, and each value of each field beside one of the others. */
function objects(
  properties: Readonly<Record<string, Schema>>,
  required: ReadonlySet<string>,
): readonly object[] {
  const values = new Map(Object.entries(properties).map(([name, schema]) => [name, writtenBy(schema)]));
  if ([...required].some((name) => values.get(name)?.length === 0)) return [];
  const fields = [...values].filter(([, written]) => written.length > 0);
  const choices = fields.reduce<readonly Readonly<Record<string, unknown>>[]>(
    (found, [name, [first]]) =>
      found.flatMap((rest) =>
        required.has(name) ? [{ ...rest, [name]: first }] : [rest, { ...rest, [name]: first }],
      ),
    [{}],
  );
  const fullest = choices.at(-1) ?? {};
  return [
    ...choices,
    ...fields.flatMap(([name, written]) => written.map((value) => ({ ...fullest, [name]: value }))),
  ];
}
