/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import {
  openCluster,
  post,
  reserve,
  stockUp,
  tokenFor,
  type Answer,
  type Cluster,
  type Process,
} from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const ITEM = "query ($id: ID!) { inventoryItem(productVariantId: $id) { reservedQuantity } }";

let cluster: Cluster;
let wire: TcpProxy;
let node: Process;
let token: string;
let id: string;

beforeAll(async () => {
  cluster = await openCluster();
  wire = await openTcpProxy(cluster.database.url);
  node = await cluster.start("api", { DATABASE_URL: wire.url });
  token = await tokenFor(node);
  id = await stockUp(node.url, token, uniqueName("item"), 10);
}, 60_000);

afterAll(async () => {
  await cluster.close();
  await wire.close();
});

const read = () => post(node.url, token, { query: ITEM, variables: { id } });
const take = () => reserve(node.url, token, uniqueName("order"), [{ productVariantId: id, quantity: 1 }]);

function expectRefused({ status, headers, body }: Answer<unknown>, code: string): void {
  expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect([status, headers["retry-after"]]).toEqual([503, "1"]);
}

it("when the database is out of reach, then a mutation and a query are answered 503 UNAVAILABLE until it is back, and nothing is done", async () => {
  wire.refuse();
  expectRefused(await take(), "UNAVAILABLE");
  expectRefused(await read(), "UNAVAILABLE");
  expect((await fetch(`${node.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
  wire.accept();
  await eventually(async () =>
    expect(await read()).toMatchObject({
      status: 200,
      body: { data: { inventoryItem: { reservedQuantity: 0 } } },
    }),
  );
  expect((await take()).body.data?.reserveStock.reservation).toMatchObject({ status: "ACTIVE" });
  expect((await fetch(`${node.url}/readyz`)).status).toBe(200);
}, 60_000);

it("when an item stays locked by somebody else, then its reserves are answered 503 OVERLOADED", async () => {
  const other = new pg.Client({ connectionString: cluster.database.url });
  await other.connect();
  await other.query("BEGIN");
  await other.query("SELECT FROM inventory WHERE product_variant_id = $1 FOR UPDATE", [id]);
  try {
    expectRefused(await take(), "OVERLOADED");
  } finally {
    await other.end();
  }
  expect((await take()).body.data?.reserveStock.reservation).toMatchObject({ status: "ACTIVE" });
}, 60_000);
