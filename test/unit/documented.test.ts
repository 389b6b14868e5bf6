import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createMetrics } from "../../src/http/instruments.js";
import { createLogger } from "../../src/lib/logger.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const OPERATIONS = read("docs/operations.md");
/** First cells of the tables' rows; one may name several. */
const NAMED = new Set(
  OPERATIONS.split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
);

const NO_SUBSCRIBERS = {
  ...{
    subscriptions: 0,
    groups: 0,
    sockets: 0,
    eventStreams: 0,
    written: 0,
    ended: new Map<string, number>(),
  },
  ...{ bufferedBytes: 0, mostBufferedBytes: 0 },
};

describe("docs/operations.md", () => {
  it("when the configuration reads a variable, then the table of the environment has it", () => {
    const files = ["config.ts", ...readdirSync("src/config").map((file) => `config/${file}`)];
    const asked = /\b(?:text|integer|decimal|flag|oneOf|listOf)\(\s*"([A-Z_]+)"/g;
    const variables = files.flatMap((file) =>
      [...read(`src/${file}`).matchAll(asked)].map(([, name]) => name),
    );
    expect(variables.length).toBeGreaterThan(20);
    expect(variables.filter((name) => !NAMED.has(name))).toEqual([]);
  });

  it("when the service has a metric, then a table has it", async () => {
    const metrics = createMetrics();
    const logger = createLogger("silent");
    const away = () => Promise.reject(new Error("nobody asks"));
    metrics.watchDatabase({ gauges: { pipeline: away, outOfStock: away }, retentionDays: 1, logger });
    metrics.watchSinks([], logger);
    metrics.watchChecks({ required: {}, optional: {} });
    metrics.watchSubscriptions(() => NO_SUBSCRIBERS);
    metrics.watchAvailability(() => ({ hits: 0, misses: 0, bypassed: 0, away: false }));
    const own = (await metrics.registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => !/^(process|nodejs)_/.test(name));
    expect(own.length).toBeGreaterThan(25);
    expect(own.filter((name) => !NAMED.has(name))).toEqual([]);
  });
});
