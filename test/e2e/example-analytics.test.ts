/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { connect } from "amqplib";
import {
  openCluster,
  post,
  reserve,
  stockUp,
  tokenFor,
  type Cluster,
  type Process,
} from "../support/cluster.js";
import { startExample, type Example } from "../support/examples.js";
import { eventually } from "../support/eventually.js";
import { amqpUrl, query, uniqueName } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };

interface Told {
  position: string;
  outOfStock: number;
  lowStock: number;
  moved: Record<string, { in: number; out: number }>;
  variants: {
    productVariantId: string;
    status: string;
    onHand: number;
    available: number;
    sold: number;
    turnover: number | null;
  }[];
}

let cluster: Cluster;
let service: Process;
let token: string;
const queue = uniqueName("analytics");

const begin = () =>
  startExample("analytics-service", {
    ...{ AMQP_URL: amqpUrl(), EXCHANGE: `${cluster.exchangePrefix}inventory.events`, QUEUE: queue },
    STOCKFEED_URL: service.url,
  });
const ask = async <T>(text: string, variables: object = {}) =>
  (await post<T>(service.url, token, { query: text, variables })).body.data as T;

const VERB = `mutation ($id: ID!, $delta: Int!, $type: ChangeType!) {
  adjustStock(input: { productVariantId: $id, delta: $delta, changeType: $type }) { userErrors { message } }
}`;
const change = async (id: string, delta: number, type: string) =>
  expect(await ask(VERB, { id, delta, type })).toEqual({ adjustStock: { userErrors: [] } });

interface Truth {
  inventory: {
    edges: {
      node: { productVariantId: string; status: string; quantity: number; availableQuantity: number };
    }[];
  };
  feedPosition: string;
}
const TRUTH = `{ feedPosition inventory(first: 250) { edges { node {
  productVariantId status quantity availableQuantity
} } } }`;

/**
 * What it says once that is what the service says. The service is asked each time: what was changed a moment ago gets its
 * position a moment later.
 */
function told(example: Example): Promise<Told> {
  return eventually(async () => {
    const truth = await ask<Truth>(TRUTH);
    const { state, ...said } = await example.get<Told & { state: string }>("/");
    expect([state, said.position]).toEqual(["live", truth.feedPosition]);
    const items = truth.inventory.edges.map(({ node }) => node);
    const counted = (status: string) => items.filter((item) => item.status === status).length;
    expect(
      said.variants.map(({ productVariantId, status, onHand: quantity, available: availableQuantity }) => ({
        ...{ productVariantId, status, quantity, availableQuantity },
      })),
    ).toEqual(items.sort((a, b) => (a.productVariantId < b.productVariantId ? -1 : 1)));
    expect(said).toMatchObject({ outOfStock: counted("OUT_OF_STOCK"), lowStock: counted("LOW_STOCK") });
    return said;
  }, PATIENCE);
}

beforeAll(async () => {
  cluster = await openCluster();
  service = await cluster.start("api,relay");
  token = await tokenFor(service);
}, 90_000);
afterAll(async () => {
  const connection = await connect(amqpUrl());
  await (await connection.createChannel()).deleteQueue(`${queue}.dead`);
  await connection.close();
  await cluster.close();
});

it("when it is started late, killed and started again, then its numbers are the service's, and the same", async () => {
  const [mug, cup, jug] = [uniqueName("mug"), uniqueName("cup"), uniqueName("jug")];
  await stockUp(service.url, token, mug, 10);
  await stockUp(service.url, token, cup, 4);
  await stockUp(service.url, token, jug, 6);
  await change(mug, -3, "SALE");
  await reserve(service.url, token, uniqueName("order"), [{ productVariantId: cup, quantity: 3 }]);

  const first = await begin();
  await told(first);
  // Live, from here on.
  await change(jug, -6, "SALE");
  await change(mug, 2, "RETURN");
  await change(mug, -1, "ADJUSTMENT");
  const before = await told(first);
  const total = "SELECT COALESCE(SUM(quantity_delta), 0)::int AS sold FROM ledger_entry WHERE kind = 'SALE'";
  expect(before.moved).toEqual({
    PURCHASE: { in: 20, out: 0 },
    SALE: { in: 0, out: -Number((await query(cluster.database.url, total))[0]?.["sold"]) },
    RETURN: { in: 2, out: 0 },
    ADJUSTMENT: { in: 0, out: 1 },
  });
  expect(before.variants.find(({ productVariantId }) => productVariantId === jug)).toMatchObject({
    ...{ onHand: 0, sold: 6, turnover: expect.any(Number) },
  });
  const metrics = await (await fetch(`${first.url}/metrics`)).text();
  expect(metrics).toContain(`stock_units_on_hand{variant="${mug}"} 8\n`);
  expect(metrics).toContain("out_of_stock_products_total 1\n");

  await first.kill();
  const second = await begin();
  try {
    expect(await told(second)).toEqual(before);
    await change(mug, -8, "SALE");
    expect(await told(second)).toMatchObject({ outOfStock: 2 });
  } finally {
    await second.stop();
  }
}, 120_000);
