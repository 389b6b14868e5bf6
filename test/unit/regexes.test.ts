import { createContext, Script } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { evilTexts, regexesOf, type FoundRegex } from "../support/attacks/regexes.js";

const LENGTH = 100_000;
/** Thousands of times what it takes; one that looks at each pair of characters takes longer still. */
const PATIENCE_MS = 3_000;

/** Twice, since a machine may stand still for as long. */
const isSound = (regex: FoundRegex) => answers(regex) || answers(regex);

/** Whether it has an answer on each text, however busy the machine: the engine is stopped when it has not. */
function answers(regex: FoundRegex): boolean {
  const { source, flags } = regex;
  const context = createContext({ texts: evilTexts(regex, LENGTH), source, flags });
  try {
    new Script("for (const text of texts) text.replace(new RegExp(source, flags), '')").runInContext(
      context,
      {
        timeout: PATIENCE_MS,
      },
    );
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}

describe("the expressions of the program", () => {
  it("when they meet 100 KB that nearly match, then each has its answer at once", () => {
    const all = regexesOf("src");
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((regex) => !isSound(regex)).map(({ name }) => name)).toEqual([]);
  }, 300_000);

  it.each(["^(a+)+$", "^\\s*x?\\s*$"])(
    "when one were %s, then it would be found",
    (source) => {
      expect(answers({ name: "", source, flags: "" })).toBe(false);
    },
    60_000,
  );
});
