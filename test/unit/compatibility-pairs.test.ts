import { expect, it } from "@jest/globals";
import { compatibilityProblems } from "../../src/registry/compatibility.js";
import type { JsonSchema, Schema } from "../../src/registry/json-schema.js";

const field = (schema: Schema): JsonSchema => ({
  type: "object",
  properties: { field: schema },
  required: ["field"],
});
const isCompatible = (old: Schema, next: Schema, mode: "BACKWARD" | "FORWARD") =>
  compatibilityProblems({ old: field(old), next: field(next) }, mode).length === 0;

it.each<[string, Schema, Schema, boolean, boolean]>([
  ["listed whole numbers become any whole number", { enum: [1, 2] }, { type: "integer" }, true, false],
  ["listed numbers become any whole number", { enum: [1, 2.5] }, { type: "integer" }, false, false],
  [
    "a list becomes alternatives",
    { enum: ["a", "b"] },
    { anyOf: [{ const: "a" }, { const: "b" }] },
    true,
    true,
  ],
  ["a list loses one", { enum: ["a", "b"] }, { anyOf: [{ const: "a" }, { type: "null" }] }, false, false],
  ["both truths are listed", { type: "boolean" }, { enum: [true, false] }, true, true],
  [
    "a bound is said otherwise",
    { type: "integer", minimum: 1 },
    { type: "integer", exclusiveMinimum: 0 },
    true,
    true,
  ],
  [
    "a bound is moved a little",
    { type: "number", minimum: 1 },
    { type: "number", exclusiveMinimum: 0 },
    true,
    false,
  ],
  ["null is allowed", { type: "string" }, { oneOf: [{ type: "string" }, { type: "null" }] }, true, false],
  [
    "values of a map widen",
    { additionalProperties: { type: "integer" } },
    { additionalProperties: { type: "number" } },
    true,
    false,
  ],
  ["a pattern is demanded", { type: "string" }, { type: "string", pattern: "^a" }, false, true],
  ["one character of two units", { enum: ["\u{1F600}"] }, { type: "string", maxLength: 1 }, true, false],
  ["a list of nothing gets elements", { type: "array", maxItems: 0 }, { type: "array" }, true, false],
])("when %s, then each mode says so", (_, old, next, backward, forward) => {
  expect(isCompatible(old, next, "BACKWARD")).toBe(backward);
  expect(isCompatible(old, next, "FORWARD")).toBe(forward);
});
