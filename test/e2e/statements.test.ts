/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { openCluster, post, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { query } from "../support/services.js";
import { recordStatements } from "../support/statements.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";

const ITEMS = `query ($ids: [ID!]!) {
  inventoryItems(productVariantIds: $ids) { productVariantId quantity reservedQuantity availableQuantity status }
}`;

const statements = recordStatements();
let cluster: Cluster;
let wire: TcpProxy;
let node: Process;
let token: string;

beforeAll(async () => {
  cluster = await openCluster();
  wire = await openTcpProxy(cluster.database.url, statements.watch);
  node = await cluster.start("api", { DATABASE_URL: wire.url });
  token = await tokenFor(node);
  await query(
    cluster.database.url,
    `WITH item AS (
       INSERT INTO inventory (product_variant_id, quantity, status, low_stock_threshold, version)
       SELECT 'v' || n, n + 10, 'IN_STOCK', 3, 1 FROM generate_series(0, 249) n RETURNING product_variant_id, quantity
     ), level AS (
       INSERT INTO stock_level (product_variant_id, warehouse_id, quantity)
       SELECT product_variant_id, '${MAIN_WAREHOUSE_ID}', quantity FROM item
     )
     INSERT INTO ledger_entry (id, product_variant_id, warehouse_id, item_version, ordinal, kind, quantity_delta,
       reserved_delta, quantity_after, reserved_after, actor, correlation_id, occurred_at)
     SELECT gen_random_uuid(), product_variant_id, '${MAIN_WAREHOUSE_ID}', 1, 0, 'PURCHASE', quantity, 0, quantity, 0,
       'test', 'test', now() FROM item`,
  );
}, 60_000);

afterAll(async () => {
  await cluster.close();
  await wire.close();
});

it("when 250 ids are asked for, then one SQL statement answers them in their order, null where unknown", async () => {
  // Every tenth is unknown, and the last one comes twice.
  const numbers = Array.from({ length: 249 }, (_, index) => (index * 101) % 250);
  const ids = numbers.map((n) => (n % 10 === 0 ? `unknown${n}` : `v${n}`));
  ids.push(ids[1] as string);
  const before = statements.sent.length;
  const { status, body } = await post<{ inventoryItems: unknown[] }>(node.url, token, {
    query: ITEMS,
    variables: { ids },
  });
  expect(statements.sent.slice(before)).toEqual([expect.stringContaining("FROM inventory i")]);
  expect(status).toBe(200);
  expect(body.data?.inventoryItems).toEqual(
    ids.map((productVariantId) => {
      if (productVariantId.startsWith("unknown")) return null;
      const quantity = Number(productVariantId.slice(1)) + 10;
      const available = { availableQuantity: quantity, status: "IN_STOCK" };
      return { productVariantId, quantity, reservedQuantity: 0, ...available };
    }),
  );
});

it("when 50 items are asked for one by one in one request, then one statement reads them, and one their levels", async () => {
  const fields = Array.from(
    { length: 50 },
    (_, n) => `i${n}: inventoryItem(productVariantId: "v${n}") { quantity levels { quantity } }`,
  );
  const before = statements.sent.length;
  const { body } = await post<Record<string, { quantity: number }>>(node.url, token, {
    query: `{ ${fields.join(" ")} }`,
  });
  expect(Object.values(body.data ?? {}).map(({ quantity }) => quantity)).toEqual(
    fields.map((_, n) => n + 10),
  );
  expect(statements.sent.slice(before)).toEqual([
    expect.stringContaining("FROM inventory i"),
    expect.stringContaining("FROM stock_level s"),
  ]);
});
