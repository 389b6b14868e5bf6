import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { memoryWorld } from "../support/model/memory-world.js";
import { Run, type Tally } from "../support/model/run.js";
import { windows } from "../support/model/steps.js";
import { scaled } from "../support/scale.js";

const RUNS = scaled(60, 1_000);
/** A failing run is not shortened for longer than this. */
const LIMIT_MS = scaled(40_000, 500_000);
const seed = process.env["MODEL_SEED"];

describe("the rules, one command after the other", () => {
  it(
    "when any verbs follow each other, then answers, stock and events are those of the model",
    async () => {
      let verbs = 0;
      const tally: Tally = new Map();
      await fc.assert(
        fc.asyncProperty(
          fc.noBias(fc.array(windows(4), { minLength: 1, maxLength: 120, size: "max" })),
          async (each) => {
            verbs += await new Run(memoryWorld(), tally).play(each);
          },
        ),
        {
          numRuns: RUNS,
          interruptAfterTimeLimit: LIMIT_MS,
          ...(seed === undefined ? {} : { seed: Number(seed) }),
        },
      );
      process.stderr.write(
        `${JSON.stringify({ prove: "model-rules", runs: RUNS, verbs, tally: process.env["TALLY"] && Object.fromEntries([...tally].sort()) })}\n`,
      );
    },
    scaled(60_000, 600_000),
  );
});
