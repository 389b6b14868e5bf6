/** @needs postgres */
import { describe, it } from "@jest/globals";
import fc from "fast-check";
import { postgresWorld } from "../support/model/postgres-world.js";
import { Run, type Tally } from "../support/model/run.js";
import { windows } from "../support/model/steps.js";
import { scaled } from "../support/scale.js";

const RUNS = scaled(6, 60);
/** A failing run is not shortened for longer than this. */
const LIMIT_MS = scaled(60_000, 1_000_000);
const seed = process.env["MODEL_SEED"];

describe("two nodes on one database", () => {
  it(
    "when verbs of every kind run at once, then answers, stock and events are those of the model",
    async () => {
      let verbs = 0;
      const tally: Tally = new Map();
      await fc.assert(
        fc.asyncProperty(
          fc.noBias(fc.array(windows(120), { minLength: 1, maxLength: 80, size: "max" })),
          async (each) => {
            const world = await postgresWorld();
            try {
              verbs += await new Run(world, tally).play(each);
            } finally {
              await world.close();
            }
          },
        ),
        {
          numRuns: RUNS,
          interruptAfterTimeLimit: LIMIT_MS,
          ...(seed === undefined ? {} : { seed: Number(seed) }),
        },
      );
      process.stderr.write(
        `${JSON.stringify({ prove: "model", runs: RUNS, verbs, tally: process.env["TALLY"] && Object.fromEntries([...tally].sort()) })}\n`,
      );
    },
    scaled(120_000, 1_200_000),
  );
});
