import { describe, expect, it } from "@jest/globals";
import { compatibilityProblems } from "../../src/registry/compatibility.js";
import type { JsonSchema, Schema } from "../../src/registry/json-schema.js";
import { faultsOf } from "../../src/registry/validators.js";

const field = (schema: Schema): JsonSchema => ({ type: "object", properties: { reason: schema } });
const old = field({ type: "string", enum: ["A_REASON_OF_THIRTY_CHARACTERS_"] });
const problems = (next: JsonSchema) => compatibilityProblems({ old, next }, "BACKWARD");

const repeated = (schema: Schema, times: number): Schema[] => Array.from({ length: times }, () => schema);
function nested(times: number): JsonSchema {
  let schema: JsonSchema = {};
  for (let each = 0; each < times; each++) schema = { items: schema };
  return schema;
}

describe("candidates that are made to do harm", () => {
  it("when a pattern would be matched for ever, then it is judged, as one that does not fit", () => {
    expect(problems(field({ type: "string", pattern: "^((\\w+)+)+!$" }))).toMatchObject([
      { path: "$.reason", message: expect.stringContaining("does not take") },
    ]);
  });

  it("when there are a hundred such patterns, then they are judged together within the same time", () => {
    const branches = repeated({ type: "string", pattern: "^((\\w+)+)+!$" }, 100);
    expect(problems(field({ anyOf: branches }))).not.toEqual([]);
  });

  it.each([
    ["a pattern is no regular expression", { type: "string", pattern: "(" }],
    ["an alternative's pattern is none", { anyOf: [{ type: "string", pattern: "(" }, { type: "null" }] }],
    ["a list of values is empty", { enum: [] }],
    ["an alternative's list of values is empty", { anyOf: [{ enum: [] }, { type: "null" }] }],
    ["a pattern is too large for any program", { type: "string", pattern: "((((a{99}){99}){99}){99}){99}" }],
  ] as const)("when %s, then that is a problem, and nothing fails", (_, reason) => {
    expect(problems(field(reason))).not.toEqual([]);
  });

  it("when a listed value has the pattern, then there is no problem", () => {
    expect(problems(field({ type: "string", pattern: "^A_" }))).toEqual([]);
  });

  it.each([
    ["very deep", nested(50_000)],
    ["somewhat deep", nested(100)],
    ["very wide", { anyOf: repeated({}, 80_000) }],
    ["a list of very many names", { required: Array.from({ length: 200_000 }, (_, index) => `n${index}`) }],
  ])("when a candidate is %s, then it is refused before anything is compared", (_, candidate) => {
    expect(faultsOf(candidate)).toEqual([expect.stringMatching(/^must (not be nested|have at most)/)]);
  });

  it("when a field is called like what every object has, then a closed reader does not take it", () => {
    const writer = { type: "object", properties: { constructor: { type: "string" } } } as const;
    const reader = { type: "object", additionalProperties: false } as const;
    expect(compatibilityProblems({ old: writer, next: reader }, "BACKWARD")).not.toEqual([]);
  });
});
