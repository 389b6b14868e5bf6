import { describe, expect, it } from "@jest/globals";
import { backoffMs } from "../../src/dashboard/api/backoff.js";
import { createResumption, verdictOn } from "../../src/dashboard/api/resume.js";

const at = (position: string) => ({ changed: { position } });

describe("where to resume", () => {
  it("when positions are longer than a double is exact, then they still follow one another", () => {
    const resumption = createResumption("9007199254740992");
    expect(resumption.saw(at("9007199254740993"))).toBe(true);
    expect(resumption.saw(at("9007199254740993"))).toBe(false);
    expect(resumption.after).toBe("9007199254740993");
  });

  it("when a position has more digits than the one before, then it is the newer", () => {
    const resumption = createResumption("9");
    expect(resumption.saw(at("10"))).toBe(true);
    expect(resumption.saw(at("9"))).toBe(false);
  });

  it("when what came has no position, then it is taken, and nothing is remembered", () => {
    const resumption = createResumption("5");
    expect(resumption.saw({ changed: { id: "x" } })).toBe(true);
    expect(resumption.saw({ changed: null })).toBe(true);
    expect(resumption.after).toBe("5");
  });
});

describe("what to do when it ended", () => {
  const ended = (extensions: Record<string, unknown>) => verdictOn([{ message: "", extensions }]);

  it("when the socket was closed for good, then again", () => {
    expect(verdictOn({ code: 4500, reason: "" })).toEqual({ kind: "again" });
  });

  it("when the service is overloaded, then again, in place of telling that it is over", () => {
    expect(ended({ code: "OVERLOADED" })).toEqual({ kind: "again" });
  });

  it("when the document is refused, then it is over", () => {
    expect(ended({ code: "GRAPHQL_VALIDATION_FAILED" })).toEqual({ kind: "stop" });
  });
});

it("when attempts go on, then the pause grows to its bound and stays within it", () => {
  expect([0, 1, 3, 5, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
    250, 500, 2_000, 8_000, 10_000,
  ]);
  expect(backoffMs(50, () => 0)).toBeGreaterThan(0);
});
