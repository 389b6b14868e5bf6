/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openCluster, post, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { fillCatalogue, variant } from "../support/catalogue.js";
import { query } from "../support/services.js";
import { recordStatements } from "../support/statements.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const ITEMS = 120;

const NESTED = `query ($first: Int!, $total: Boolean!) {
  inventory(first: $first) {
    totalCount @include(if: $total)
    edges { node {
      sku
      levels { warehouse { code bins { code } } bins { code } }
      reservations(first: 5) {
        totalCount @include(if: $total)
        edges { node { lines { item { sku } warehouse { code } } } }
      }
      ledger(first: 5) {
        totalCount @include(if: $total)
        edges { node { kind warehouse { code } } }
      }
    } }
  }
}`;

interface Nested {
  inventory: {
    edges: {
      node: {
        levels: { bins: object[]; warehouse: { bins: object[] } }[];
        reservations: { totalCount?: number; edges: { node: { lines: object[] } }[] };
        ledger: { totalCount?: number; edges: object[] };
      };
    }[];
  };
}

const statements = recordStatements();
let cluster: Cluster;
let wire: TcpProxy;
let node: Process;
let token: string;

beforeAll(async () => {
  cluster = await openCluster();
  const { url } = cluster.database;
  await fillCatalogue(url, ITEMS);
  wire = await openTcpProxy(url, statements.watch);
  node = await cluster.start("api", { DATABASE_URL: wire.url });
  token = await tokenFor(node);
  await query(
    url,
    `WITH bins AS (
       INSERT INTO warehouse_bin (id, warehouse_id, code)
       SELECT gen_random_uuid(), id, 'B' FROM warehouse RETURNING id
     ) INSERT INTO bin_assignment (product_variant_id, bin_id) SELECT product_variant_id, bins.id FROM inventory, bins`,
  );
  // Each item is held by seven orders, with another item beside it.
  const lines = (n: number) =>
    [n, (n + 1) % ITEMS].map((each) => `{ productVariantId: "${variant(each)}", quantity: 1 }`);
  for (let order = 0; order < 7; order += 1) {
    const some = Array.from({ length: 50 }, (_, n) => {
      const input = `{ orderId: "o${order}-${n}", lines: [${lines(n).join(", ")}] }`;
      return `r${n}: reserveStock(input: ${input}) { reservation { id } }`;
    });
    await post(node.url, token, { query: `mutation { ${some.join(" ")} }` });
  }
}, 120_000);

afterAll(async () => {
  await cluster.close();
  await wire.close();
});

async function ask(first: number, total: boolean) {
  const before = statements.sent.length;
  const { body } = await post<Nested>(node.url, token, { query: NESTED, variables: { first, total } });
  expect(body.errors).toBeUndefined();
  return { data: body.data as Nested, sent: statements.sent.slice(before) };
}

it("when lists stand within lists, then their number of statements does not depend on the size of the page", async () => {
  const [one, many] = [await ask(1, false), await ask(50, false)];
  expect(many.data.inventory.edges).toHaveLength(50);
  const last = many.data.inventory.edges.at(-1)?.node;
  expect(last).toMatchObject({ levels: [{ bins: [{ code: "B" }], warehouse: { bins: [{ code: "B" }] } }] });
  expect([last?.reservations.edges.length, last?.reservations.edges[0]?.node.lines.length]).toEqual([5, 2]);
  expect(last?.ledger.edges).toHaveLength(5);
  expect([...many.sent].sort()).toEqual([...one.sent].sort());
  // The page; its levels, reservations and entries; the warehouses; bins of both kinds; the lines' items.
  expect(many.sent).toHaveLength(8);
});

it("when totalCount is selected, then each list is counted by one statement more, whatever the page", async () => {
  const without = await ask(40, false);
  const [one, many] = [await ask(1, true), await ask(40, true)];
  expect(many.sent.length).toBe(without.sent.length + 3);
  expect(many.sent).toHaveLength(one.sent.length);
  expect(many.sent.filter((text) => text.includes("count(*)"))).toHaveLength(3);
  const [item] = many.data.inventory.edges.slice(1);
  expect(item?.node.ledger.totalCount).toBeGreaterThan(5);
  expect(item?.node.reservations.totalCount).toBeGreaterThanOrEqual(7);
});

it("when lists within lists would come to more than can be answered, then LIMIT_EXCEEDED", async () => {
  const lists =
    "reservations(first: 250) { edges { node { lines { item { ledger(first: 250) { edges { node { id } } } } } } } }";
  const asked = { query: `{ inventory(first: 120) { edges { node { ${lists} } } } }` };
  const { body } = await post(node.url, token, asked);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: "LIMIT_EXCEEDED" });
});
