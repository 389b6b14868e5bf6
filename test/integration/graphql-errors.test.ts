/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createClient, type Client } from "../support/client/client.js";
import * as doc from "../support/client/documents.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let node: GraphqlNode;
let admin: Client;
let storefront: Client;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  const client = async (role: "admin" | "storefront") =>
    createClient(node.url, (await node.issuer.issue({ role })).token);
  [admin, storefront] = [await client("admin"), await client("storefront")];
});

afterAll(async () => {
  await node.close();
  await database.drop();
});

const withCode = (code: string, more: object = {}) => [{ extensions: { code, ...more } }];

describe("who may ask", () => {
  it.each([
    ["no token", undefined, "Bearer"],
    ["another scheme", "Basic YTpi", "Bearer"],
    ["no token at all", "Bearer nonsense", 'Bearer error="invalid_token"'],
  ])(
    "when there is %s, then 401 before anything else, even for __typename",
    async (_name, authorization, challenge) => {
      const response = await fetch(`${node.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization && { authorization }) },
        body: JSON.stringify({ query: "{ __typename }" }),
      });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe(challenge);
      expect(await response.json()).toMatchObject({ errors: withCode("UNAUTHENTICATED") });
    },
  );

  it("when a scope is lacking, then FORBIDDEN for that field, and the others are answered", async () => {
    const { status, data, errors } = await storefront.send<{ warehouses: unknown[] }, object>(
      '{ warehouses { code } reservation(id: "x") { id } }',
    );
    expect(status).toBe(200);
    expect(data).toEqual({ warehouses: [{ code: "MAIN" }], reservation: null });
    expect(errors).toMatchObject([
      {
        path: ["reservation"],
        message: expect.stringContaining("inventory:reserve"),
        ...withCode("FORBIDDEN")[0],
      },
    ]);
  });

  it("when a reserver sells what an order holds, then it may; when it adjusts otherwise, it may not", async () => {
    const { token } = await node.issuer.issue({ role: "order-service" });
    const reserver = createClient(node.url, token);
    const sale = { productVariantId: "unknown", delta: -1, changeType: "SALE" as const };
    const sold = await reserver.send(doc.ADJUST, { input: { ...sale, orderId: "o" } });
    expect(sold.data?.adjustStock.userErrors).toMatchObject([{ code: "NOT_FOUND" }]);
    const taken = await reserver.send(doc.ADJUST, { input: sale });
    expect(taken.errors).toMatchObject(withCode("FORBIDDEN"));
  });
});

describe("what cannot be asked", () => {
  it.each([
    ["{ inventoryItems(", "GRAPHQL_PARSE_FAILED"],
    ["{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["{ inventoryItem { id } }", "GRAPHQL_VALIDATION_FAILED"],
    ['{ inventory(first: "3") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"],
    ["subscription { stockStatusChanged { position } }", "BAD_REQUEST"],
    [
      `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: feedPosition`).join(" ")} }`,
      "GRAPHQL_VALIDATION_FAILED",
    ],
    [`{ ${"feedPosition ".repeat(6_000)} }`, "GRAPHQL_PARSE_FAILED"],
  ])("when the document is %.60s, then %s", async (query, code) => {
    expect((await admin.send(query)).errors).toMatchObject(withCode(code));
  });

  it("when fragments spread each other without end or bound, then that is refused, quickly", async () => {
    const fragments = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const query = `{ ...F0 } ${fragments.join(" ")} fragment F60 on Query { feedPosition }`;
    expect((await admin.send(query)).errors?.[0]).toMatchObject(
      withCode("GRAPHQL_VALIDATION_FAILED")[0] as object,
    );
    const circle = await admin.send("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }");
    expect(circle.errors).toMatchObject(withCode("GRAPHQL_VALIDATION_FAILED"));
  });

  it.each([
    [
      "a variable of another type",
      "query($id: ID!) { inventoryItem(productVariantId: $id) { id } }",
      { id: {} },
    ],
    ["no variable", "query($id: ID!) { inventoryItem(productVariantId: $id) { id } }", {}],
    [
      "null over a default",
      'query($id: ID = "a") { inventoryItem(productVariantId: $id) { id } }',
      { id: null },
    ],
    ["an integer beyond 32 bits", "query($n: Int) { inventory(first: $n) { totalCount } }", { n: 2 ** 31 }],
    ["a cursor of nobody", 'query { inventory(after: "zzz") { totalCount } }', {}],
    ["an empty id", 'query { inventoryItem(productVariantId: "") { id } }', {}],
    ["a long id", `query { inventoryItems(productVariantIds: ["${"x".repeat(65)}"]) { id } }`, {}],
    ["NUL", "query($id: ID!) { inventoryItem(productVariantId: $id) { id } }", { id: "a\u0000" }],
    ["a lone surrogate", "query($id: ID!) { inventoryItem(productVariantId: $id) { id } }", { id: "\ud800" }],
    ["a negative page", "query { inventory(first: -1) { totalCount } }", {}],
  ])("when there is %s, then BAD_USER_INPUT", async (_name, query, variables) => {
    const { errors } = await admin.send(query, variables);
    expect(errors).toMatchObject(withCode("BAD_USER_INPUT"));
  });

  it("when an id is out of bounds, then the error names its field", async () => {
    const { errors } = await admin.send(doc.ITEM, { id: "" });
    expect(errors).toMatchObject(withCode("BAD_USER_INPUT", { field: ["productVariantId"] }));
  });

  it("when more than 250 are asked for at once, then LIMIT_EXCEEDED", async () => {
    const ids = Array.from({ length: 251 }, (_, index) => `v${index}`);
    expect((await admin.send(doc.ITEMS, { ids })).errors).toMatchObject(withCode("LIMIT_EXCEEDED"));
    expect((await admin.send(doc.ITEMS, { ids: ids.slice(1) })).errors).toBeUndefined();
    expect((await admin.send(doc.PAGE, { first: 251 })).errors).toMatchObject(withCode("LIMIT_EXCEEDED"));
  });

  it.each([
    ["no JSON", "{nope", 400],
    ["no object", "[]", 400],
    ["no query", "{}", 400],
    ["variables that are none", '{"query":"{ __typename }","variables":"x"}', 400],
    ["more than a megabyte", JSON.stringify({ query: " ".repeat(1_100_000) }), 413],
  ])("when the body is %s, then a clear error of status %s", async (_name, body, status) => {
    const { token } = await node.issuer.issue({ role: "admin" });
    const response = await fetch(`${node.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body,
    });
    expect(response.status).toBe(status);
    const { errors } = await response.json();
    expect(errors).toMatchObject(withCode("BAD_REQUEST"));
    expect(JSON.stringify(errors)).not.toMatch(/node_modules|at /);
  });
});

describe("correlation ids", () => {
  it("when the caller sends one, then it is answered and booked; a bad one is replaced", async () => {
    const sent = await admin.send("{ __typename }", {}, { "x-correlation-id": "checkout-42" });
    expect(sent.headers.get("x-correlation-id")).toBe("checkout-42");
    const long = await admin.send("{ __typename }", {}, { "x-correlation-id": "x".repeat(65) });
    expect(long.headers.get("x-correlation-id")).toMatch(/^[0-9a-f-]{36}$/);
    await admin.ask(doc.CREATE_ITEM, { input: { productVariantId: "correlated" } });
    const input = { productVariantId: "correlated", delta: 1, changeType: "PURCHASE" as const };
    const { data } = await admin.send(doc.ADJUST, { input }, { "x-correlation-id": "checkout-43" });
    expect(data?.adjustStock.entries).toMatchObject([{ correlationId: "checkout-43" }]);
  });
});
