import { Type, type SchemaOptions, type TSchema } from "@sinclair/typebox";
import { MAX_QUANTITY } from "../../../domain/model.js";
import { MAX_ID_LENGTH, MAX_TEXT_LENGTH } from "../../../domain/validate.js";

// What requests and answers are made of. A field that may be left out may be null, too: that is
// how many clients write what they do not give.

/** NUL cannot be stored, and a lone surrogate has no form in UTF-8. */
const STORABLE = "^[^\\u0000\\ud800-\\udfff]*$";

export const opaqueId = (description: string, example: string) =>
  Type.String({
    ...{ description, examples: [example] },
    ...{ minLength: 1, maxLength: MAX_ID_LENGTH, pattern: STORABLE },
  });

export const text = (description: string, example: string, minLength = 0) =>
  Type.String({
    ...{ description, examples: [example] },
    ...{ minLength, maxLength: MAX_TEXT_LENGTH, pattern: STORABLE },
  });

export const units = (description: string, example: number, minimum = 1) =>
  Type.Integer({ description, examples: [example], minimum, maximum: MAX_QUANTITY });

export const choice = <const Values extends readonly string[]>(values: Values, options: SchemaOptions = {}) =>
  Type.Unsafe<Values[number]>({ type: "string", enum: values, ...options });

export const moment = (description: string) =>
  Type.String({ description, format: "date-time", examples: ["2026-03-01T12:00:00.000Z"] });

/** The same schema, null as well. */
export function nullable(schema: TSchema): SchemaOptions {
  const { type, enum: values } = schema as { type?: unknown; enum?: readonly unknown[] };
  return { ...schema, type: [type, "null"], ...(values && { enum: [...values, null] }) };
}
