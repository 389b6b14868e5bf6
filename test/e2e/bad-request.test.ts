/** @needs postgres redis rabbitmq */
import { describe, expect, it } from "@jest/globals";
import { post } from "../support/cluster.js";
import {
  ADJUST,
  adjustment,
  expectBlamed,
  ITEM,
  order,
  PAGE,
  refusingNode,
  RESERVE,
} from "../support/refusing-node.js";

const node = refusingNode();

describe("what is no GraphQL request", () => {
  it.each([
    ["cut off", '{"query": "{ __typ', 400],
    ["no JSON", "query { __typename }", 400],
    ["with a raw NUL", '{"query": "{ __typename }\u0000"}', 400],
    ["a list", "[]", 400],
    ["empty", "", 400],
    ["without a query", "{}", 400],
    ["with a query that is a number", '{"query": 1}', 400],
    ["with variables that are a text", '{"query": "{ __typename }", "variables": "x"}', 400],
    ["of another prototype", '{"query": "{ __typename }", "__proto__": {"a": 1}}', 400],
    ["larger than a megabyte", JSON.stringify({ query: " ".repeat(1_100_000) }), 413],
  ])("when the body is %s, then BAD_REQUEST", async (_name, body, status) => {
    expectBlamed(await post(node.url(), node.token(), body), { code: "BAD_REQUEST", status });
  });

  it("when the body is said to be plain text, then BAD_REQUEST: a page elsewhere could send that", async () => {
    const body = { query: RESERVE, variables: order({}) };
    const answer = await post(node.url(), node.token(), body, { "content-type": "text/plain" });
    expectBlamed(answer, { code: "BAD_REQUEST", status: 400 });
  });

  it("when a mutation comes by GET, then it is not carried out", async () => {
    const query = new URLSearchParams({ query: RESERVE, variables: JSON.stringify(order({})) });
    const headers = { authorization: `Bearer ${node.token()}`, "apollo-require-preflight": "1" };
    const response = await fetch(`${node.url()}/graphql?${query.toString()}`, { headers });
    expect(response.status).toBe(405);
  });
});

describe("what the schema does not know", () => {
  it.each([
    ["an unknown field", "{ nothing }", "nothing"],
    ["an unknown field of an item", '{ inventoryItem(productVariantId: "known") { nothing } }', "nothing"],
    ["an unknown argument", '{ inventoryItem(productVariantId: "known", nothing: 1) { id } }', "nothing"],
    ["a text for a number", '{ inventory(first: "3") { totalCount } }', "Int"],
    ["a fraction", "{ inventory(first: 1.5) { totalCount } }", "1.5"],
    ["an argument missing", "{ inventoryItem { id } }", "productVariantId"],
  ])("when a document has %s, then GRAPHQL_VALIDATION_FAILED", async (_name, query, named) => {
    expectBlamed(await node.send(query, {}), { code: "GRAPHQL_VALIDATION_FAILED", named });
  });

  it.each(["{ inventoryItems(", '{ inventoryItem(productVariantId: "\\uD800") { id } }'])(
    "when a document is %s, then GRAPHQL_PARSE_FAILED",
    async (query) => {
      const blame = { code: "GRAPHQL_PARSE_FAILED", named: "Syntax Error" };
      expectBlamed(await node.send(query, {}), blame);
    },
  );

  it.each([100, 500, 1_000, 2_000, 3_000])(
    "when lists or selections are %i deep, then a clear error says so",
    async (depth) => {
      const list = "[".repeat(depth) + "]".repeat(depth);
      const queries = [
        `{ inventoryItems(productVariantIds: ${list}) { id } }`,
        "{ inventory ".repeat(depth) + "{ id }" + " }".repeat(depth),
        `{ inventoryItems(productVariantIds: ${"[".repeat(depth)}`,
      ];
      for (const query of queries) {
        const { status, body } = await node.send(query, {});
        expect(status).toBe(200);
        for (const { message, extensions } of body.errors ?? [{ message: "", extensions: { code: "" } }]) {
          expect(message).toMatch(/deep|Syntax Error|ID cannot represent|Cannot query field/);
          expect(extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
        }
      }
    },
  );

  it.each([
    ["an unknown field", RESERVE, order({ nothing: 1 }), "nothing"],
    ["an unknown field of a line", RESERVE, order({}, { nothing: 1 }), "nothing"],
    ["no order", RESERVE, order({ orderId: null }), "orderId"],
    ["an order that is an object", RESERVE, order({ orderId: {} }), "orderId"],
    ["lines that are a number", RESERVE, order({ lines: 1 }), "lines"],
    ["a quantity that is a text", RESERVE, order({}, { quantity: "1" }), "quantity"],
    ["a quantity of 1.5", RESERVE, order({}, { quantity: 1.5 }), "quantity"],
    ["a quantity of 2147483648", RESERVE, order({}, { quantity: 2_147_483_648 }), "quantity"],
    ["a quantity of null", RESERVE, order({}, { quantity: null }), "quantity"],
    ["an unknown policy", RESERVE, order({ policy: "SOME" }), "policy"],
    ["a delta of 1.5", ADJUST, adjustment({ delta: 1.5 }), "delta"],
    ["a delta of 2147483648", ADJUST, adjustment({ delta: 2_147_483_648 }), "delta"],
    ["an unknown change type", ADJUST, adjustment({ changeType: "THEFT" }), "changeType"],
    ["no id", ITEM, {}, "id"],
    ["a page that is a text", PAGE, { first: "3" }, "first"],
  ])("when variables have %s, then BAD_USER_INPUT", async (_name, query, variables, named) => {
    expectBlamed(await node.send(query, variables), { code: "BAD_USER_INPUT", named });
  });
});
