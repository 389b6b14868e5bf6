import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { JsonSchema, Schema } from "./json-schema.js";
import { sizeFault } from "./patience.js";

interface AjvOptions {
  /** Whether a schema that says what Ajv does not know is refused. */
  readonly strict: boolean;
  /** "fast": by a regular expression alone, which lets the 31st of February pass. */
  readonly formats?: "full" | "fast";
}

export function createAjv({ strict, formats = "full" }: AjvOptions): Ajv2020 {
  const ajv = new Ajv2020({ strict, allowUnionTypes: true, logger: false });
  addFormats.default(ajv, { mode: formats });
  return ajv;
}

/** Nothing but what is declared, at every depth: what a writer writes. */
export function closed(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, oneOf, additionalProperties = false } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, closedPart(property)]),
      ),
      additionalProperties: closedPart(additionalProperties),
    }),
    ...(items !== undefined && { items: closedPart(items) }),
    ...(anyOf && { anyOf: anyOf.map(closedPart) }),
    ...(oneOf && { oneOf: oneOf.map(closedPart) }),
  };
}

function closedPart(schema: Schema): Schema {
  return typeof schema === "boolean" ? schema : closed(schema);
}

/** @returns what makes it no JSON Schema of draft 2020-12; none, nothing. */
export function faultsOf(candidate: unknown): readonly string[] {
  if (typeof candidate !== "object" || candidate === null || Array.isArray(candidate)) {
    return ["must be an object"];
  }
  const size = sizeFault(candidate);
  if (size !== undefined) return [size];
  const ajv = createAjv({ strict: false });
  try {
    if (ajv.validateSchema(candidate) === true) return [];
  } catch (error) {
    return [(error as Error).message];
  }
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
}
