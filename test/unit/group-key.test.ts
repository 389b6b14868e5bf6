import { describe, expect, it } from "@jest/globals";
import { parse, type DocumentNode } from "graphql";
import type { Principal } from "../../src/auth/principal.js";
import { groupKey } from "../../src/graphql/live/group-key.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";

const schema = buildGraphqlSchema();
const principal = (changes: Partial<Principal> = {}): Principal => ({
  ...{ subject: "somebody", scopes: new Set(["inventory:read", "inventory:reserve"] as const) },
  ...{ warehouses: null, expiresAt: Number.MAX_SAFE_INTEGER },
  ...changes,
});
const key = (document: DocumentNode, variableValues = {}, by = principal(), operationName?: string) =>
  groupKey({ schema, document, variableValues, operationName, contextValue: undefined }, by);

const document = parse(`
  subscription Levels($ids: [ID!], $after: Position, $conflate: Boolean = false) {
    stockLevelChanged(filter: { productVariantIds: $ids }, after: $after, conflate: $conflate) { position }
  }
  subscription Statuses($ids: [ID!]) { stockStatusChanged(filter: { productVariantIds: $ids }) { position } }
`);
const levels = (variables: object, by = principal()) => key(document, variables, by, "Levels");

describe("what makes subscriptions equal", () => {
  it("when only where they begin and how they lag differ, then they are", () => {
    const one = levels({ ids: ["a"], after: "1" });
    expect(levels({ ids: ["a"], after: "2", conflate: true })).toBe(one);
    expect(levels({ ids: ["a"] })).toBe(one);
  });

  it("when what is asked for differs, then they are not", () => {
    const one = levels({ ids: ["a"] });
    expect(levels({ ids: ["b"] })).not.toBe(one);
    expect(levels({ ids: ["a", "b"] })).not.toBe(one);
    expect(levels({})).not.toBe(one);
    expect(key(document, { ids: ["a"] }, principal(), "Statuses")).not.toBe(one);
  });

  it("when variables mean the same, then they are: one for a list of one, and what nobody declared", () => {
    expect(levels({ ids: "a", other: 7 })).toBe(levels({ ids: ["a"] }));
  });

  it("when the document is another, be it of the same text, then they are not", () => {
    const text = "subscription { stockLevelChanged { position } }";
    expect(key(parse(text))).not.toBe(key(parse(text)));
  });

  it("when rights differ, then they are not; subject, lifetime and order do not matter", () => {
    const one = levels({});
    const scopes = new Set(["inventory:reserve", "inventory:read"] as const);
    expect(levels({}, principal({ subject: "another", expiresAt: 1, scopes }))).toBe(one);
    expect(levels({}, principal({ scopes: new Set(["inventory:read"] as const) }))).not.toBe(one);
    const confined = levels({}, principal({ warehouses: ["EAST", "WEST"] }));
    expect(levels({}, principal({ warehouses: ["WEST", "EAST"] }))).toBe(confined);
    expect([
      one,
      levels({}, principal({ warehouses: ["EAST"] })),
      levels({}, principal({ warehouses: [] })),
    ]).not.toContain(confined);
  });

  it("when a variable is used for more than where to begin, then it counts", () => {
    const twice = parse(`subscription ($conflate: Boolean!) {
      stockLevelChanged(conflate: $conflate) { position item @include(if: $conflate) { sku } }
    }`);
    expect(key(twice, { conflate: true })).not.toBe(key(twice, { conflate: false }));
    const inFragment = parse(`
      subscription ($conflate: Boolean!) { stockLevelChanged(conflate: $conflate) { ...Change } }
      fragment Change on StockLevelChange { position item @skip(if: $conflate) { sku } }
    `);
    expect(key(inFragment, { conflate: true })).not.toBe(key(inFragment, { conflate: false }));
  });

  it("when the field comes by a fragment, then whatever it is given counts", () => {
    const spread = parse(`
      subscription ($after: Position) { ...Field }
      fragment Field on Subscription { stockLevelChanged(after: $after) { position } }
    `);
    expect(key(spread, { after: "1" })).not.toBe(key(spread, { after: "2" }));
    expect(key(spread, { after: "1" })).toBe(key(spread, { after: "1" }));
  });

  it("when where to begin stands in the document, then the document tells them apart", () => {
    const literal = (after: string) =>
      parse(`subscription { stockLevelChanged(after: "${after}") { position } }`);
    const one = literal("1");
    expect(key(one)).toBe(key(one));
    expect(key(one)).not.toBe(key(literal("2")));
  });
});
