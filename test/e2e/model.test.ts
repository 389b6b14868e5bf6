/** @needs postgres */
import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { postgresWorld } from "../support/model/postgres-world.js";
import { lengthOf, report } from "../support/model/replay.js";
import { Run, type Tally } from "../support/model/run.js";
import { windows } from "../support/model/steps.js";
import { scaled } from "../support/scale.js";

const LENGTH = lengthOf({ runs: [1, 200], limitMs: [150_000, 1_000_000] });
/** Runs differ in length: more are made until there were so many, or the machine has taken long. */
const LEAST_VERBS = scaled(7_000, 10_000);
const LONG_MS = 40_000;
const anyRun = fc.noBias(fc.array(windows(120), { minLength: 1, maxLength: 80, size: "max" }));

describe("two nodes in turn on one database", () => {
  it(
    "when verbs of every kind run at once, then answers, stock and events are those of the model",
    async () => {
      let verbs = 0;
      const tally: Tally = new Map();
      const property = fc.asyncProperty(anyRun, async (run) => {
        const world = await postgresWorld();
        try {
          verbs += await new Run(world, tally).play(run);
        } finally {
          await world.close();
        }
      });
      const began = performance.now();
      // What is interrupted would go on by itself: no run is, but one after which there is no other.
      do await fc.assert(property, LENGTH);
      while (verbs < LEAST_VERBS && LENGTH.path === undefined && performance.now() - began < LONG_MS);
      report("model", verbs, tally);
    },
    scaled(240_000, 1_200_000),
  );
});
