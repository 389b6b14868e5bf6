/** @needs postgres redis rabbitmq promtool */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stockUp } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { openService, type RunningService } from "../support/running-service.js";

const RULES = readFileSync("ops/alerts.yml", "utf8");
const TESTS = readFileSync("ops/alerts.test.yml", "utf8");
const OPERATIONS = readFileSync("docs/operations.md", "utf8");

/** The rules one by one, each from its name to the next. */
const ALERTS = RULES.split(/^ +- alert: /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf("\n")), text }));

/** Our metrics in an expression, whatever surrounds them. */
const metricsIn = (text: string): string[] => [
  ...new Set(text.match(/\b(stockfeed|inventory|out_of_stock|dlq)_[a-z_]+/g)),
];

const promtool = (...args: string[]): string =>
  execFileSync(process.env["TEST_PROMTOOL"] as string, args, { encoding: "utf8", stdio: "pipe" });

describe("the alert rules", () => {
  it("when promtool checks them, then it finds them right", () => {
    expect(promtool("check", "rules", "ops/alerts.yml")).toContain(`SUCCESS: ${ALERTS.length} rules found`);
  });

  it("when promtool runs their tests, then each fires and does not fire as it should", () => {
    expect(promtool("test", "rules", "ops/alerts.test.yml")).toContain("SUCCESS");
  });

  it.each(ALERTS)(
    "when $name is looked up, then it has all that an operator needs, and tests of both kinds",
    ({ name, text }) => {
      for (const part of ["severity:", "summary:", "description:"]) expect(text).toContain(part);
      expect(/severity: (critical|warning|info)\b/.test(text)).toBe(true);
      const [, anchor] = /runbook: docs\/operations\.md#(\S+)/.exec(text) ?? [];
      expect(anchorsOf(OPERATIONS)).toContain(anchor);
      const tests = TESTS.split(/^ +- name: /m).filter((test) => test.includes(`alertname: ${name}\n`));
      const silent = new Set(tests.map((test) => /exp_alerts:\s*\[\]/.test(test)));
      expect(silent).toEqual(new Set([false, true]));
    },
  );

  it.each([
    ["inventory_update_lag_ms) > 2000", "InventoryUpdateLag"],
    ["inventory_update_failures_total[5m])) > 5", "InventoryUpdateFailures"],
    ["out_of_stock_products_total) > 10", "OutOfStockProducts"],
    ["dlq_message_count) > 0", "DeadLetters"],
  ])("when the sync document says %s, then %s says the same", (threshold, alert) => {
    expect(ALERTS.find(({ name }) => name === alert)?.text).toContain(`${threshold}\n`);
  });
});

describe("what rules and dashboard name", () => {
  let service: RunningService;
  let exposed: Set<string>;

  beforeAll(async () => {
    service = await openService();
    await stockUp(service.url, service.token, "item", 1);
    // A family with labels has samples once the relay has something to tell.
    exposed = await eventually(async () => {
      const names = new Set(
        [...(await service.metrics()).keys()].map((sample) => sample.replace(/\{.*/, "")),
      );
      expect(names).toContain("stockfeed_sink_breaker");
      expect(names).toContain("dlq_message_count");
      expect(names).toContain("stockfeed_sink_open_events");
      return names;
    });
  }, 60_000);

  afterAll(() => service.close());

  // None is under way here; that it is told is seen in the tests of the metrics, and of what comes in.
  const NOT_NOW = [
    "stockfeed_replay_done_ratio",
    "stockfeed_reconciliation_last_done_age_seconds",
    "stockfeed_reconciliation_remaining_differences",
    "stockfeed_dead_letters",
    "stockfeed_inbound_redriven_total",
  ];

  it.each(["ops/alerts.yml", "ops/dashboard.json"])(
    "when %s names a metric, then a running service tells it",
    (file) => {
      const text = readFileSync(file, "utf8");
      const queries = file.endsWith("json") ? expressionsOf(text) : ALERTS.map((alert) => exprOf(alert.text));
      const named = metricsIn(queries.join("\n"));
      expect(named.length).toBeGreaterThan(10);
      expect(named.filter((name) => !exposed.has(name) && !NOT_NOW.includes(name))).toEqual([]);
    },
  );

  it("when a service tells a metric of ours, then the page for operators explains it", () => {
    const families = [...exposed]
      .filter((name) => metricsIn(name).length > 0)
      .map((name) =>
        name.replace(/_(bucket|sum|count)$/, (end) => (name === "dlq_message_count" ? end : "")),
      );
    expect(families.length).toBeGreaterThan(20);
    expect(families.filter((name) => !OPERATIONS.includes(`\`${name}\``))).toEqual([]);
  });
});

function exprOf(alert: string): string {
  return /expr:([^]*?)\n +(for|labels):/.exec(alert)?.[1] as string;
}

function expressionsOf(dashboard: string): string[] {
  const { panels } = JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] };
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** As Markdown is linked to by its headings. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.match(/^#+ .+$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
