import { expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import { openStrategy } from "../../src/open-strategy.js";

it.each([
  [undefined, { kind: "named", name: "PRIORITY" }],
  [" FEWEST_SPLITS ", { kind: "named", name: "FEWEST_SPLITS" }],
  ["./mine.mjs", { kind: "module", path: "./mine.mjs" }],
  ["mine.js", { kind: "module", path: "mine.js" }],
])("when WAREHOUSE_STRATEGY is %p, then it is that strategy", (value, strategy) => {
  expect(readConfig({ WAREHOUSE_STRATEGY: value }).strategy).toEqual(strategy);
});

it("when it is neither one of ours nor a path, then the start stops and names what there is", () => {
  const told =
    'must be PRIORITY, MOST_STOCK, FEWEST_SPLITS or the path of a module (./my-strategy.js), not "CHEAPEST"';
  expect(() => readConfig({ WAREHOUSE_STRATEGY: "CHEAPEST" })).toThrow(told);
  expect(() => readConfig({ WAREHOUSE_STRATEGY: "toString" })).toThrow("WAREHOUSE_STRATEGY must be");
});

it("when it is one of ours, then nothing is loaded", async () => {
  expect(await openStrategy({ kind: "named", name: "MOST_STOCK" })).toBe(STRATEGIES.MOST_STOCK);
});
