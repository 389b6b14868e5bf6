import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { memoryWorld } from "../support/model/memory-world.js";
import { lengthOf, report } from "../support/model/replay.js";
import { Run, type Tally } from "../support/model/run.js";
import { windows } from "../support/model/steps.js";
import { scaled } from "../support/scale.js";

const LENGTH = lengthOf({ runs: [80, 2_000], limitMs: [40_000, 500_000] });
// Without bias runs are as long as they may be, and get into states that short ones do not reach.
const anyRun = fc.noBias(fc.array(windows(4), { minLength: 1, maxLength: 120, size: "max" }));

describe("the rules, one command after the other", () => {
  it(
    "when any verbs follow each other, then answers, stock and events are those of the model",
    async () => {
      let verbs = 0;
      const tally: Tally = new Map();
      const property = fc.asyncProperty(anyRun, async (run) => {
        verbs += await new Run(memoryWorld(), tally).play(run);
      });
      await fc.assert(property, LENGTH);
      report("model-rules", verbs, tally);
    },
    scaled(60_000, 600_000),
  );
});
