import { expect, it } from "@jest/globals";
import { readConfig } from "../../src/config.js";

const EVERYBODY = { pointsPerSecond: 200_000, burst: 400_000 };

it("when nothing is said, then every client has the same bucket", () => {
  expect(readConfig({}).rates).toEqual({ everybody: EVERYBODY, clients: new Map() });
});

it("when the points are said, then the bucket holds two seconds of them, unless its size is said, too", () => {
  const { rates } = readConfig({ RATE_LIMIT_POINTS_PER_SECOND: "50" });
  expect(rates.everybody).toEqual({ pointsPerSecond: 50, burst: 100 });

  const sized = readConfig({ RATE_LIMIT_POINTS_PER_SECOND: "50", RATE_LIMIT_BURST: "7" });
  expect(sized.rates.everybody).toEqual({ pointsPerSecond: 50, burst: 7 });
});

it("when the points are 0, then there is no limit", () => {
  expect(readConfig({ RATE_LIMIT_POINTS_PER_SECOND: "0" }).rates.everybody).toBeNull();
});

it("when clients are named, then each has its own, whatever its name looks like", () => {
  const { rates } = readConfig({ RATE_LIMIT_CLIENTS: "storefront = 5000 / 10000, batch=0,auth0|a=b==30" });

  expect(rates.everybody).toEqual(EVERYBODY);
  expect([...rates.clients]).toEqual([
    ["storefront", { pointsPerSecond: 5_000, burst: 10_000 }],
    ["batch", null],
    ["auth0|a=b=", { pointsPerSecond: 30, burst: 60 }],
  ]);
});

it.each([
  [
    { RATE_LIMIT_POINTS_PER_SECOND: "1000001" },
    "RATE_LIMIT_POINTS_PER_SECOND must be a whole number from 0 to",
  ],
  [{ RATE_LIMIT_POINTS_PER_SECOND: "0", RATE_LIMIT_BURST: "5" }, "RATE_LIMIT_BURST is set, but"],
  [{ RATE_LIMIT_BURST: "0" }, "RATE_LIMIT_BURST must be a whole number from 1 to"],
  [{ RATE_LIMIT_CLIENTS: "storefront" }, 'RATE_LIMIT_CLIENTS has "storefront", which is not'],
  [{ RATE_LIMIT_CLIENTS: "a=1,,b=2" }, 'RATE_LIMIT_CLIENTS has "", which is not'],
  [{ RATE_LIMIT_CLIENTS: "=5" }, 'RATE_LIMIT_CLIENTS has "=5", which is not'],
  [{ RATE_LIMIT_CLIENTS: "a=-5" }, 'RATE_LIMIT_CLIENTS has "a=-5", which is not'],
  [{ RATE_LIMIT_CLIENTS: "a=1,a=2" }, 'RATE_LIMIT_CLIENTS names "a" twice.'],
  [{ RATE_LIMIT_CLIENTS: "a=2000000" }, 'RATE_LIMIT_CLIENTS gives "a" 2000000 points a second'],
  [{ RATE_LIMIT_CLIENTS: "a=0/5" }, 'RATE_LIMIT_CLIENTS gives "a" 0 points a second with a burst'],
  [{ RATE_LIMIT_CLIENTS: "a=5/0" }, 'RATE_LIMIT_CLIENTS gives "a" 0 points of burst'],
  [{ REQUEST_TIMEOUT_SECONDS: "0" }, "REQUEST_TIMEOUT_SECONDS must be a number from 0.1 to 300"],
])("when %j is set, then the start stops with one line", (variables, told) => {
  expect(() => readConfig(variables)).toThrow(told);
});
