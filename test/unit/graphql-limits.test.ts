import { beforeAll, describe, expect, it } from "@jest/globals";
import type { GraphQLError } from "graphql";
import { readConfig } from "../../src/config.js";
import { createDocuments } from "../../src/graphql/documents.js";
import { MAX_VARIABLE_DEPTH, variablesBeyond } from "../../src/graphql/limits/variables.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";
import { IN_FULL } from "../support/scale.js";

const { graphql: asking } = readConfig({});
let documents: ReturnType<typeof createDocuments>;
beforeAll(() => {
  documents = createDocuments(buildGraphqlSchema(), asking);
});

const times = (count: number, text: (n: number) => string, between = " ") =>
  Array.from({ length: count }, (_, n) => text(n)).join(between);

function refusedBy(query: string): GraphQLError {
  const checked = documents(query);
  if ("kind" in checked) throw new Error("It was allowed");
  expect(checked).toHaveLength(1);
  return checked[0] as GraphQLError;
}

describe("what a document may be", () => {
  const item = (inner: string) => `{ inventoryItem(productVariantId: "a") { ${inner} } }`;
  const circle = "ledger { edges { node { item {";
  const deep = item(`${circle.repeat(3)} id ${"} } } }".repeat(3)}`);

  it.each([
    ["definitions", 100, 101, times(101, (n) => `query q${n} { __typename }`)],
    ["depth", 12, 14, deep],
    ["rootFields", 50, 51, `{ ${times(51, (n) => `a${n}: feedPosition`)} }`],
    ["selections", 2_000, 2_001, item(times(2_000, () => "id"))],
    ["aliases", 200, 201, item(times(201, (n) => `a${n}: id`))],
    ["directives", 100, 101, item(`id ${times(101, () => "@include(if: true)")}`)],
    ["repetitions", 20_000, 22_500, item(times(150, () => "id"))],
  ])("when %s of at most %i are %i, then the refusal says so, of whichever kind it is", (...row) => {
    const [limit, maximum, sent, query] = row;
    const { message, extensions } = refusedBy(query);
    expect(extensions).toEqual({ code: "GRAPHQL_VALIDATION_FAILED", limit, maximum, sent });
    expect(message).toContain(`${sent}`);
    expect(message).toContain(`at most ${maximum} are allowed (${limit})`);
  });

  it("when it has more tokens than may be, then it is not read to its end", () => {
    const { message, extensions } = refusedBy(item(times(5_001, () => "id")));
    expect(extensions).toMatchObject({ code: "GRAPHQL_PARSE_FAILED" });
    expect(message).toMatch(/5000 tokens/);
  });

  it("when it is just within them, then it is carried out", () => {
    expect(documents(item(times(200, (n) => `a${n}: id`)))).toHaveProperty("kind");
    expect(documents(`{ ${times(50, (n) => `a${n}: feedPosition`)} }`)).toHaveProperty("kind");
    expect(documents(item(times(141, () => "id")))).toHaveProperty("kind");
  });

  it("when fragments spread each other in a circle, however many ways round, then that is said at once", () => {
    const names = Array.from({ length: 40 }, (_, n) => n);
    const all = times(40, (n) => `...F${n}`);
    const query = `{ ...F0 } ${names.map((n) => `fragment F${n} on Query { ${all} }`).join(" ")}`;
    expect(refusedBy(query).message).toMatch(/Cannot spread fragment "F\d+" within itself/);
  });
});

/** As slow as documents within the limits are made by who knows how graphql-js validates. */
const SLOW: readonly (readonly [string, string])[] = [
  [
    "the same field again and again",
    `{ inventoryItems(productVariantIds: []) { ${times(1_990, () => "id")} } }`,
  ],
  ["the same list of ids again and again", sameWithArguments(40, 100)],
  ["the same objects within each other", sameWithin(6, 6)],
  ["fragments that each spread all later ones", laterFragments(45)],
  ["a chain of fragments", chained(99)],
  ["many names that are unknown", `{ ${times(49, (n) => `inventoryItemz${n}`)} }`],
  [
    "many variables",
    `query (${times(800, (n) => `$v${n}: ID`)}) { ${times(49, (n) => `a${n}: node(id: $v${n}) { id }`)} }`,
  ],
  ["many operations on one fragment", manyOperations(95)],
  [
    "as many aliases as may be",
    `{ inventoryItems(productVariantIds: []) { ${times(200, (n) => `a${n}: id`)} } }`,
  ],
];

function sameWithArguments(fields: number, values: number): string {
  const ids = `[${times(values, (n) => `"v${n}"`, ",")}]`;
  return `{ ${times(fields, () => `inventoryItems(productVariantIds: ${ids}) { id }`)} }`;
}

function sameWithin(wide: number, depth: number): string {
  const within = (level: number): string =>
    level === 0
      ? "id"
      : times(wide, () => `levels { warehouse { id } } ${level > 5 ? within(level - 1) : ""}`);
  return `{ ${times(wide, () => `inventoryItem(productVariantId: "a") { ${within(depth)} }`)} }`;
}

function laterFragments(count: number): string {
  const one = (n: number) =>
    `fragment F${n} on Query { feedPosition ${n < count - 1 ? `...F${n + 1} ...F${count - 1}` : ""} }`;
  return `{ ...F0 } ${times(count, one)}`;
}

function chained(count: number): string {
  const one = (n: number) => `fragment F${n} on Query { a${n}: feedPosition ...F${n + 1} }`;
  return `{ ...F0 } ${times(count - 1, one)} fragment F${count - 1} on Query { feedPosition }`;
}

function manyOperations(count: number): string {
  const fields = times(18, (n) => `f${n}: feedPosition`);
  return `${times(count, (n) => `query q${n} { ...F }`)} fragment F on Query { ${fields} }`;
}

describe("how long a document takes that nobody means well", () => {
  it.each(SLOW)("when it has %s, then it is answered soon, be it refused or not", (_name, query) => {
    const took = [1, 2, 3].map((spaces) => {
      const text = query + " ".repeat(spaces);
      const before = process.cpuUsage();
      documents(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    // Without the limits some take seconds, and one never comes back.
    expect(Math.min(...took)).toBeLessThan(IN_FULL ? 100 : 500);
  });
});

describe("what variables may be", () => {
  const { limits } = asking;
  const nestedBy = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;

  it("when a list is too long, then it is named with both numbers, wherever it is", () => {
    const long = { input: { lines: Array.from({ length: 1_001 }, () => 1) } };
    const { message, extensions } = variablesBeyond(long, limits) ?? {};
    expect(message).toContain("has 1001 entries; at most 1000 are allowed (listSize)");
    expect(extensions).toEqual({ code: "LIMIT_EXCEEDED", limit: "listSize", maximum: 1_000, sent: 1_001 });
    expect(variablesBeyond({ ids: long.input.lines.slice(1) }, limits)).toBeUndefined();
  });

  it("when there are too many values, or they are too deep, then that is said", () => {
    const wide = Array.from({ length: 900 }, () => Array.from({ length: 30 }, () => "x"));
    expect(variablesBeyond({ wide }, limits)?.extensions["limit"]).toBe("values");
    expect(variablesBeyond({ deep: nestedBy(100_000) }, limits)?.extensions["limit"]).toBe("variableDepth");
    expect(variablesBeyond({ deep: nestedBy(MAX_VARIABLE_DEPTH - 1) }, limits)).toBeUndefined();
  });
});
