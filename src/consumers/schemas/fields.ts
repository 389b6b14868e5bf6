import { Type, type Static, type TObject, type TProperties, type TSchema } from "@sinclair/typebox";
import { MAX_QUANTITY } from "../../domain/model.js";
import { MAX_ID_LENGTH, MAX_LINES, MAX_TEXT_LENGTH } from "../../domain/validate.js";

// What messages of other services are made of. Fields that nobody here reads are passed over; one that may be left out
// may be null, too.

/** NUL cannot be stored, and a lone surrogate has no form in UTF-8. */
const STORABLE = "^[^\\u0000\\ud800-\\udfff]*$";

export const id = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: MAX_ID_LENGTH, pattern: STORABLE });

export const text = (description: string) =>
  Type.String({ description, maxLength: MAX_TEXT_LENGTH, pattern: STORABLE });

export const units = (description: string, minimum = 1) =>
  Type.Integer({ description, minimum, maximum: MAX_QUANTITY });

/** May be left out, or null. */
export const maybe = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(
    Type.Unsafe<Static<Schema> | null>({
      ...schema,
      type: [(schema as unknown as { type: string }).type, "null"],
    }),
  );

const VARIANT = {
  productVariantId: Type.Optional(id("The product variant.")),
  productId: Type.Optional(
    id("The same, as some services call it; read where there is no productVariantId."),
  ),
};

/** An object that has the one name of a field or the other. */
export function oneOfNames<Properties extends TProperties>(
  properties: Properties,
  ...names: readonly (readonly string[])[]
): TObject<Properties> {
  const either = names.map((each) => ({ anyOf: each.map((name) => ({ required: [name] })) }));
  return Type.Object(properties, { allOf: either });
}

export const variant = <More extends TProperties>(more: More) =>
  oneOfNames({ ...VARIANT, ...more }, ["productVariantId", "productId"]);

export const lines = <Line extends TSchema>(line: Line) => ({
  lines: Type.Optional(Type.Array(line, { minItems: 1, maxItems: MAX_LINES })),
  items: Type.Optional(
    Type.Array(line, { minItems: 1, maxItems: MAX_LINES, description: "As some services call lines." }),
  ),
});

export { VARIANT };
