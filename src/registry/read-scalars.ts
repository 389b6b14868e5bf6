import type { CompatibilityProblem } from "../ports/schema-registry.js";
import { valuesOf, type Alternative } from "./alternatives.js";
import { problem, type Place } from "./comparison.js";
import type { JsonSchema } from "./json-schema.js";
import { createAjv } from "./validators.js";

const AJV = createAjv({ strict: false });

/** @returns undefined when neither side lists its values. */
export function problemsOfValues(
  reader: JsonSchema,
  written: Alternative,
  place: Place,
): CompatibilityProblem[] | undefined {
  const allowed = valuesOf(reader);
  const values = written.enum ?? EVERY_VALUE[written.type];
  if (!values || (!allowed && !written.enum)) {
    if (!allowed) return undefined;
    const listed = allowed.map((value) => JSON.stringify(value)).join(", ");
    const { reader: takes, writer } = place.sides;
    return [problem(place, `${takes} takes only ${listed}, ${writer} may be any ${written.type}`)];
  }
  const scalar = scalarPart(reader);
  const refused = values.filter((value) => !AJV.validate(scalar, value) || !hasPattern(reader, value, place));
  // It would keep every schema that it was ever asked about.
  AJV.removeSchema(scalar);
  return refused.map((value) => valueRefused(value, place));
}

/** Types that are a list of values by themselves. */
const EVERY_VALUE: Partial<Record<Alternative["type"], readonly unknown[]>> = {
  null: [null],
  boolean: [true, false],
};

function valueRefused(value: unknown, place: Place): CompatibilityProblem {
  const { reader, writer } = place.sides;
  return problem(place, `${writer} may be ${JSON.stringify(value)}, which ${reader} does not take`);
}

const KEYWORDS = [
  ...["type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  ...["minLength", "maxLength", "format"],
];

function hasPattern({ pattern }: JsonSchema, value: unknown, { matches }: Place): boolean {
  return pattern === undefined || typeof value !== "string" || matches(pattern, value);
}

function scalarPart(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => KEYWORDS.includes(keyword)));
}

/** Of text, numbers, true, false and null that are not listed. */
export function problemsOfScalar(
  reader: JsonSchema,
  written: Alternative,
  place: Place,
): CompatibilityProblem[] {
  if (written.type === "string")
    return [...lengths(reader, written, place), ...forms(reader, written, place)];
  if (written.type === "number" || written.type === "integer") return bounds(reader, written, place);
  return [];
}

function lengths(reader: JsonSchema, written: Alternative, place: Place): CompatibilityProblem[] {
  return atLeast(reader.minLength ?? 0, written.minLength ?? 0, { place, what: "characters" }).concat(
    atMost(reader.maxLength ?? Infinity, written.maxLength ?? Infinity, { place, what: "characters" }),
  );
}

/** Whether one pattern allows all that another does is not asked: they are the same, or they differ. */
function forms(reader: JsonSchema, written: Alternative, place: Place): CompatibilityProblem[] {
  return (["pattern", "format"] as const)
    .filter((keyword) => reader[keyword] !== undefined && reader[keyword] !== written[keyword])
    .map((keyword) => {
      const { reader: demands, writer } = place.sides;
      return problem(
        place,
        `${demands} demands the ${keyword} ${reader[keyword]}, which ${writer} need not have`,
      );
    });
}

function bounds(reader: JsonSchema, written: Alternative, place: Place): CompatibilityProblem[] {
  const [least, most] = [lowest(reader, written.type), highest(reader, written.type)];
  const what = "";
  return [
    ...(isBelow(lowest(written, written.type), least)
      ? atLeast(least.value, -Infinity, { place, what })
      : []),
    ...(isBelow(negative(highest(written, written.type)), negative(most))
      ? atMost(most.value, Infinity, { place, what })
      : []),
  ];
}

interface Bound {
  readonly value: number;
  /** Whether the value itself is outside. */
  readonly open: boolean;
}

/** Of whole numbers always a bound that is within. */
function lowest({ minimum = -Infinity, exclusiveMinimum = -Infinity }: JsonSchema, type: string): Bound {
  if (type === "integer")
    return { value: Math.max(Math.ceil(minimum), Math.floor(exclusiveMinimum) + 1), open: false };
  return exclusiveMinimum >= minimum && exclusiveMinimum !== -Infinity
    ? { value: exclusiveMinimum, open: true }
    : { value: minimum, open: false };
}

function highest({ maximum = Infinity, exclusiveMaximum = Infinity }: JsonSchema, type: string): Bound {
  return negative(lowest({ minimum: -maximum, exclusiveMinimum: -exclusiveMaximum }, type));
}

function negative({ value, open }: Bound): Bound {
  return { value: -value, open };
}

/** Whether a range that begins there begins before the other. */
function isBelow(begin: Bound, other: Bound): boolean {
  return begin.value < other.value || (begin.value === other.value && other.open && !begin.open);
}

interface Told {
  readonly place: Place;
  readonly what: string;
}

export function atLeast(demanded: number, written: number, { place, what }: Told): CompatibilityProblem[] {
  if (written >= demanded) return [];
  const { reader, writer } = place.sides;
  return [
    problem(place, `${reader} demands at least ${`${demanded} ${what}`.trim()}, ${writer} may have less`),
  ];
}

export function atMost(allowed: number, written: number, { place, what }: Told): CompatibilityProblem[] {
  if (written <= allowed) return [];
  const { reader, writer } = place.sides;
  return [problem(place, `${reader} allows at most ${`${allowed} ${what}`.trim()}, ${writer} may have more`)];
}
