import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { buildSchema, DangerousChangeType, findBreakingChanges, findDangerousChanges } from "graphql";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const promised = read("./stock-domain.graphql");

/** What a client that was written for the one schema would miss, or be answered otherwise, in the other. */
function differences(before: string, after: string): string[] {
  const [old, now] = [buildSchema(before), buildSchema(after)];
  const defaults = findDangerousChanges(old, now).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  return [...findBreakingChanges(old, now), ...defaults].map(({ description }) => description);
}

describe("the schema", () => {
  it("when a client was written for what is promised of the stock domain, then all of it is served", () => {
    expect(differences(promised, read("../../schema.graphql"))).toEqual([]);
  });

  it.each([
    ["a field is missing", "  backorderLimit: Int\n  version", "  version"],
    ["an argument is missing", "(lines: [StockLineInput!]!): AvailabilityPlan!", ": AvailabilityPlan!"],
    ["a default is another", "reservations(first: Int = 50", "reservations(first: Int = 10"],
    ["an answer may be null", "warehouses: [Warehouse!]!", "warehouses: [Warehouse!]"],
    ["an input must be given", "  ttlSeconds: Int\n", "  ttlSeconds: Int!\n"],
    ["a value is missing", "  LIMIT_EXCEEDED\n", ""],
  ])("when %s, then it is seen", (_, from, to) => {
    const changed = promised.replace(from, to);
    expect(changed).not.toBe(promised);
    expect(differences(promised, changed)).not.toEqual([]);
  });
});
