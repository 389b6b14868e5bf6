/** @needs postgres */
import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { composeServices } from "@apollo/composition";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildSchema, graphql, parse } from "graphql";
import { createClient, type Client } from "../support/client/client.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { recordStatements } from "../support/statements.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const statements = recordStatements();
let database: FreshDatabase;
let wire: TcpProxy;
let node: GraphqlNode;
let storefront: Client;

const IDS = Array.from({ length: 250 }, (_, index) => `variant-${index}`);

beforeAll(async () => {
  database = await freshDatabase();
  wire = await openTcpProxy(database.url, statements.watch);
  node = await openGraphqlNode(wire.url, { relays: false });
  const admin = createClient(node.url, (await node.issuer.issue({ role: "admin" })).token);
  storefront = createClient(node.url, (await node.issuer.issue({ role: "storefront" })).token);
  await query(
    database.url,
    `INSERT INTO inventory (product_variant_id, status, low_stock_threshold, version)
     SELECT 'variant-' || n, 'OUT_OF_STOCK', 3, 1 FROM generate_series(0, ${IDS.length - 1}) n`,
  );
  const stock = (id: string, delta: number, at: string) =>
    `adjustStock(input: { productVariantId: "${id}", delta: ${delta}, warehouseId: "${at}", changeType: PURCHASE })
      { item { id } userErrors { message } }`;
  const { errors } = await admin.send(`mutation {
    createWarehouse(input: { code: "EAST", name: "East" }) { warehouse { id } }
    here: ${stock("variant-7", 5, "MAIN")} there: ${stock("variant-7", 2, "EAST")}
  }`);
  expect(errors).toBeUndefined();
  await query(database.url, "UPDATE inventory SET deleted_at = now() WHERE product_variant_id = 'variant-9'");
}, 90_000);

afterAll(async () => {
  await node.close();
  await wire.close();
  await database.drop();
});

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on InventoryItem { productVariantId availableQuantity status }
  }
}`;
interface Entities {
  readonly _entities: readonly ({ productVariantId: string; availableQuantity: number } | null)[];
}

const refer = (productVariantId: unknown) => ({ __typename: "InventoryItem", productVariantId });
const resolve = (representations: unknown, by: Client = storefront) =>
  by.send<Entities, object>(ENTITIES, { representations });

describe("references of other subgraphs", () => {
  it("when 250 come at once, then one SQL statement answers them, in the order asked", async () => {
    const before = statements.sent.length;
    const asked = [...IDS].reverse();
    const { data, errors } = await resolve(asked.map(refer));
    expect(statements.sent.slice(before)).toEqual([expect.stringContaining("FROM inventory i")]);
    expect(errors).toBeUndefined();
    expect(data?._entities.map((item) => item?.productVariantId)).toEqual(
      asked.map((id) => (id === "variant-9" ? undefined : id)),
    );
  });

  it("when there are more, then LIMIT_EXCEEDED, and nothing is read", async () => {
    const before = statements.sent.length;
    const { errors } = await resolve(Array.from({ length: 251 }, (_, index) => refer(`v${index}`)));
    expect(errors).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED", field: ["representations"] } }]);
    expect(statements.sent).toHaveLength(before);
  });

  it("when they are unknown, deleted, repeated or none, then null, null, each again, and an empty list", async () => {
    const { data } = await resolve(["variant-7", "nothing", "variant-9", "variant-7"].map(refer));
    const seven = {
      ...{ __typename: "InventoryItem", productVariantId: "variant-7" },
      ...{ availableQuantity: 7, status: "IN_STOCK" },
    };
    expect(data).toEqual({ _entities: [seven, null, null, seven] });
    expect((await resolve([])).data).toEqual({ _entities: [] });
  });

  it("when the token is confined to a warehouse, then so are the levels", async () => {
    const { token } = await node.issuer.issue({ role: "storefront", warehouses: ["EAST"] });
    const levels = `{ _entities(representations: [{ __typename: "InventoryItem", productVariantId: "variant-7" }]) {
      ... on InventoryItem { levels { warehouse { code } quantity } }
    } }`;
    expect((await createClient(node.url, token).send(levels)).data).toEqual({
      _entities: [{ levels: [{ warehouse: { code: "EAST" }, quantity: 2 }] }],
    });
  });

  it.each([
    ["a text", "variant-7", []],
    ["a list", [refer("variant-7")], []],
    ["of no type", { productVariantId: "variant-7" }, ["__typename"]],
    ["of another type", { __typename: "Warehouse", id: "MAIN" }, ["__typename"]],
    ["of a type that nothing has", { __typename: "constructor", productVariantId: "x" }, ["__typename"]],
    ["of a type that is an object", { __typename: {}, productVariantId: "x" }, ["__typename"]],
    ["without its key", { __typename: "InventoryItem", id: "x" }, ["productVariantId"]],
    ["with null for its key", refer(null), ["productVariantId"]],
    ["with an object for its key", refer({ toString: "x" }), ["productVariantId"]],
    ["with a fraction for its key", refer(1.5), ["productVariantId"]],
    ["with a key that is too long", refer("x".repeat(65)), ["productVariantId"]],
    ["with a key of NUL", refer("\u0000"), ["productVariantId"]],
  ])("when one is %s, then it alone is BAD_USER_INPUT, and named", async (_name, bad, field) => {
    const { status, data, errors } = await resolve([refer("variant-7"), bad]);
    expect([status, data]).toMatchObject([200, { _entities: [{ productVariantId: "variant-7" }, null] }]);
    const blamed = { code: "BAD_USER_INPUT", field: ["representations", "1", ...field] };
    expect(errors).toMatchObject([{ path: ["_entities", 1], extensions: blamed }]);
  });

  it("when a key would be inherited, then it is none", async () => {
    const inherited = `{ __proto__: { __typename: "InventoryItem", productVariantId: "variant-7" } }`;
    const { data, errors } = await storefront.send(
      `{ _entities(representations: [${inherited}]) { __typename } }`,
    );
    expect(data).toEqual({ _entities: [null] });
    const field = ["representations", "0", "__typename"];
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", field } }]);
  });

  it.each([null, "text", [null], undefined])(
    "when representations are %p, then a clear error, and no fault of ours",
    async (representations) => {
      const { errors } = await resolve(representations);
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    },
  );
});

// As the product service may have it: it knows an item by its key alone.
const PRODUCTS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])
  type Query { products: [Product!]! }
  type Product @key(fields: "id") { id: ID! name: String! stock: InventoryItem! }
  type InventoryItem @key(fields: "productVariantId", resolvable: false) { productVariantId: ID! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
`;

describe("a graph of two", () => {
  let sdl: string;
  beforeAll(async () => {
    const { data } = await storefront.send<{ _service: { sdl: string } }, object>("{ _service { sdl } }");
    sdl = data?._service.sdl ?? "";
  });

  it("when the service tells its SDL, then it is the emitted one, without what only routers ask", () => {
    expect(sdl).toBe(readFileSync(new URL("../../subgraph.graphql", import.meta.url), "utf8"));
    expect(sdl).not.toMatch(/_entities|_service|_Any|_Entity/);
  });

  it("when it is composed with a product service, then a product has its stock", () => {
    const { errors, supergraphSdl = "" } = composeServices([
      { name: "stock", url: "http://stock.example/graphql", typeDefs: parse(sdl) },
      { name: "products", url: "http://products.example/graphql", typeDefs: parse(PRODUCTS) },
    ]);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain('@join__type(graph: STOCK, key: "productVariantId")');
    expect(supergraphSdl).toContain("availableQuantity: Int! @join__field(graph: STOCK)");
    const { Product, Subscription } = buildSchema(supergraphSdl, { assumeValidSDL: true }).getTypeMap();
    expect([Product, Subscription].map(String)).toEqual(["Product", "Subscription"]);
  });

  it("when a router's plan is carried out, then products come with their stock", async () => {
    const products = buildSubgraphSchema({
      typeDefs: parse(PRODUCTS),
      resolvers: {
        Query: { products: () => ["variant-7", "variant-8"].map((id) => ({ id, name: `Product ${id}` })) },
        Product: { stock: ({ id }: { id: string }) => ({ productVariantId: id }) },
      },
    });
    const first = await graphql({
      schema: products,
      source: "{ products { name stock { __typename productVariantId } } }",
    });
    const found = first.data?.["products"] as { name: string; stock: object }[];
    const { data } = await resolve(found.map(({ stock }) => stock));
    const merged = found.map(({ name }, index) => [name, data?._entities[index]?.availableQuantity]);
    expect(merged).toEqual([
      ["Product variant-7", 7],
      ["Product variant-8", 0],
    ]);
  });
});
