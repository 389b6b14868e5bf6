import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compatibilityProblems } from "../../src/registry/compatibility.js";
import type { JsonSchema } from "../../src/registry/json-schema.js";
import { problemsReading } from "../../src/registry/read-data.js";
import { anySchema, takes, writtenBy } from "../support/any-schema.js";
import { changedSchema } from "../support/changed-schema.js";
import { scaled } from "../support/scale.js";

const SIDES = { reader: "the reader", writer: "the writer" };

/** By Ajv: what of a small world the writer may write and the reader does not take. */
function refused(reader: JsonSchema, writer: JsonSchema): readonly unknown[] {
  return writtenBy(writer).filter((value) => !takes(reader, value));
}

describe("compatibility, against Ajv", () => {
  it("when two schemas have nothing to do with each other, then what is called readable is read", () => {
    fc.assert(
      fc.property(anySchema, anySchema, (reader, writer) => {
        fc.pre(problemsReading(reader, writer, SIDES).length === 0);
        expect(refused(reader, writer)).toEqual([]);
      }),
      { numRuns: scaled(100, 300), interruptAfterTimeLimit: 10_000 },
    );
  });

  it("when one schema became the other by one change, then the verdict is Ajv's, both ways", () => {
    fc.assert(
      fc.property(changedSchema, ({ before, after }) => {
        for (const [reader, writer] of [
          [after, before],
          [before, after],
        ] as const) {
          const problems = problemsReading(reader, writer, SIDES);
          const evidence = refused(reader, writer);
          if (problems.length === 0) expect(evidence).toEqual([]);
          else expect({ problems, evidence }).not.toEqual({ problems, evidence: [] });
        }
      }),
      { numRuns: scaled(100, 300), interruptAfterTimeLimit: 15_000 },
    );
  });

  it("when a schema is compared with itself, then it is compatible in every mode", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        expect(compatibilityProblems({ old: schema, next: structuredClone(schema) }, "FULL")).toEqual([]);
      }),
    );
  });

  it("when FULL finds nothing, then neither BACKWARD nor FORWARD does, and the other way round", () => {
    fc.assert(
      fc.property(changedSchema, ({ before: old, after: next }) => {
        const [full, ...halves] = (["FULL", "BACKWARD", "FORWARD"] as const).map(
          (mode) => compatibilityProblems({ old, next }, mode).length === 0,
        );
        expect(full).toBe(halves.every(Boolean));
      }),
    );
  });
});
