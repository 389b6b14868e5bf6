import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  isCompositeType,
  isObjectType,
  parse,
  specifiedRules,
  validate,
  type GraphQLSchema,
} from "graphql";
import { createCostOf, type CostOf } from "../../src/graphql/cost/cost-of.js";
import { PRICES, RATES } from "../../src/graphql/cost/prices.js";
import { priceFields } from "../../src/graphql/cost/priced.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";

let schema: GraphQLSchema;
let costOf: CostOf;
beforeAll(() => {
  schema = buildGraphqlSchema();
  costOf = createCostOf(schema);
});

function cost(query: string, variables?: Record<string, unknown>, operationName?: string): number {
  const document = parse(query);
  expect(validate(schema, document, specifiedRules).map(({ message }) => message)).toEqual([]);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error("It has no operation");
  return costOf({ document, operation, variables });
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `v${n}`);

describe("the price of each field", () => {
  it("when the schema is walked, then every object and every value has one, and each root field its own", () => {
    const priceOf = priceFields(schema);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    let fields = 0;
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      if (type.name.startsWith("__")) continue;
      for (const field of Object.values(type.getFields())) {
        fields += 1;
        const within = isCompositeType(getNamedType(field.type)) ? "{ __typename }" : "";
        const name = `${type.name}.${field.name}`;
        const { own } = priceOf(type, field);
        expect([name, own]).toEqual([name, expect.any(Number)]);
        if (roots.includes(type)) expect([name, own >= 5]).toEqual([name, true]);
        expect([name, within === "" ? RATES.value : RATES.object]).not.toContain(0);
      }
    }
    expect(fields).toBeGreaterThan(250);
  });

  it("when a row names a field, then there is such a field", () => {
    const known = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(Object.keys(PRICES).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("when a list of objects has no row, then nothing starts", () => {
    const rows = PRICES as Record<string, unknown>;
    const row = rows["Warehouse.bins"];
    delete rows["Warehouse.bins"];
    expect(() => createCostOf(schema)).toThrow("Warehouse.bins is a list that has no size in PRICES");
    rows["Warehouse.bins"] = row;
  });
});

describe("what an operation comes to", () => {
  const AVAILABLE = "query ($ids: [ID!]!) { inventoryItems(productVariantIds: $ids) { id sku status } }";

  it.each<[string, number, string, Record<string, unknown>?]>([
    ["nothing of ours", 0, "{ __typename }"],
    ["a value: its statement", 6, "{ feedPosition }"],
    ["an item and two values", 7, '{ inventoryItem(productVariantId: "a") { id sku } }'],
    ["100 items of three values", 5 + 130, AVAILABLE, { ids: ids(100) }],
    ["no items", 5, AVAILABLE, { ids: [] }],
    ["one id in place of a list", 7, AVAILABLE, { ids: "a" }],
    ["a page by default", 5 + 1 + 50 * 2.1, "{ inventory { edges { node { id } } } }"],
    [
      "a page of 10",
      5 + 1 + 21,
      "query ($n: Int) { inventory(first: $n) { edges { node { id } } } }",
      { n: 10 },
    ],
    [
      "null for the default",
      111,
      "query ($n: Int) { inventory(first: $n) { edges { node { id } } } }",
      { n: null },
    ],
    ["a variable's default", 8.1, "query ($n: Int = 1) { inventory(first: $n) { edges { node { id } } } }"],
    ["pages within a page", 6 + 10 * (2 + 2 + 5 * 2.1), nestedPages(10, 5)],
    ["a count, with the page that goes with it", 5 + 1 + 50, "{ inventory { totalCount } }"],
    ["a count alone", 5 + 1 + 10.1, "{ inventory(first: 1) { totalCount } }"],
    [
      "whether there is more, of pages within a page",
      6 + 10 * (2 + 2 + 250),
      "{ inventory(first: 10) { edges { node { ledger(first: 250) { pageInfo { hasNextPage } } } } } }",
    ],
    [
      "whether 100 lines are there",
      5 + 1 + 100,
      "query ($l: [StockLineInput!]!) { checkAvailability(lines: $l) { __typename } }",
      { l: ids(100) },
    ],
    [
      "fields that are the same, once",
      7,
      '{ inventoryItem(productVariantId: "a") { id } ...F } fragment F on Query { inventoryItem(productVariantId: "a") { id sku } }',
    ],
    [
      "the dearest that a node may be",
      5 + 1 + 0.1 + 1 + 1 + 2.1,
      '{ node(id: "a") { id ... on Reservation { orderId } ... on InventoryItem { ledger(first: 1) { edges { node { id } } } } } }',
    ],
    [
      "three lines",
      10 + 3 + 1 + 1 + 0.1,
      "mutation ($i: ReserveStockInput!) { reserveStock(input: $i) { reservation { id } } }",
      { i: { lines: [1, 2, 3] } },
    ],
    [
      "lines in the text",
      10 + 2 + 1 + 0.1,
      'mutation { releaseReservation(input: { reason: ORDER_CANCELLED, lines: [{ productVariantId: "a", quantity: 1 }, { productVariantId: "b", quantity: 1 }] }) { reservation { id } } }',
    ],
    [
      "a subscription: to begin, and one event",
      12,
      "subscription { stockLevelChanged { position eventId } }",
    ],
  ])(
    "when it asks for %s, then %d points",
    (_name, points, query, variables: Record<string, unknown> | undefined = undefined) => {
      // The text's own reservation is an object, too.
      const extra = query.includes("releaseReservation") ? 1 : 0;
      expect(cost(query, variables)).toBe(Math.ceil(points + extra));
    },
  );

  it("when something is left out by a condition, then it costs nothing, by the variables of each request", () => {
    const query =
      "query ($more: Boolean = false) { inventory(first: 1) { totalCount @include(if: $more) edges @skip(if: true) { cursor } } }";
    expect([cost(query), cost(query, { more: true }), cost(query, { more: false })]).toEqual([7, 17, 7]);
  });

  it("when large documents come with ever other conditions, then what is remembered of them stays small", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const pages = Array.from({ length: 8 }, (_, n) => `l${n}: ledger(first: $n) { edges { cursor } }`);
    const items = Array.from(
      { length: 40 },
      (_, n) => `a${n}: inventoryItem(productVariantId: "a") { ...F }`,
    );
    const documents = Array.from({ length: 10 }, (_, n) =>
      parse(`query q${n}($n: Int, $a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) {
        ${items.join(" ")} feedPosition @include(if: $a) @skip(if: $b)
        more: feedPosition @include(if: $c) @skip(if: $d) }
        fragment F on InventoryItem { ${pages.join(" ")} }`),
    );
    collect();
    const before = process.memoryUsage().heapUsed;
    for (const document of documents) {
      const operation = getOperationAST(document);
      for (let bits = 0; operation && bits < 16; bits++) {
        const [a, b, c, d] = [1, 2, 4, 8].map((bit) => (bits & bit) > 0);
        costOf({ document, operation, variables: { n: 1, a, b, c, d } });
      }
    }
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    expect(documents).toHaveLength(10);
  });

  it("when one of several operations is carried out, then the others cost nothing", () => {
    const query = "query a { feedPosition } query b { inventory(first: 1) { totalCount } }";
    expect([cost(query, {}, "a"), cost(query, {}, "b")]).toEqual([6, 17]);
  });

  it("when a number is beyond reason, then so is the price, and no number is none", () => {
    const query = "query ($n: Int) { inventory(first: $n) { edges { node { id } } } }";
    expect(cost(query, { n: 2 ** 31 - 1 })).toBeGreaterThan(2 ** 31);
    // No Int: the execution refuses it by its name.
    expect(cost(query, { n: 2 ** 31 })).toBe(6);
    expect(cost(query, { n: -5 })).toBe(6);
    expect(cost(query, { n: Number.NaN })).toBe(6);
    expect(cost(query, JSON.parse('{"n": {"__proto__": 5}}') as Record<string, unknown>)).toBeGreaterThan(5);
  });

  it("when a tool asks for the whole schema, then it is affordable; asked for a hundred times over, it is not", () => {
    const once = cost(getIntrospectionQuery());
    expect(once).toBeGreaterThan(100);
    expect(once).toBeLessThan(4_000);
    const types = Array.from(
      { length: 100 },
      (_, n) => `a${n}: types { fields { name args { name } type { name } } }`,
    );
    expect(cost(`{ __schema { ${types.join(" ")} } }`)).toBeGreaterThan(10_000);
  });
});

function nestedPages(outer: number, inner: number): string {
  return `{ inventory(first: ${outer}) { edges { node { ledger(first: ${inner}) { edges { node { id } } } } } } }`;
}
