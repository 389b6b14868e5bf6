/** @needs postgres redis rabbitmq */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { stockUp, tokenFor } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { startExample, type Example } from "../support/examples.js";
import { openFlowService, type FlowService } from "../support/flows/flow-service.js";
import { openPaymentProvider, type PaymentProvider } from "../support/flows/payment-provider.js";
import { scaled } from "../support/scale.js";
import { uniqueName } from "../support/services.js";

const KILLS = scaled(2, 20);
const ORDERS = scaled(12, 200);
const PATIENCE = { timeoutMs: 60_000 };

let flow: FlowService;
let token: string;
let provider: PaymentProvider;

beforeAll(async () => {
  flow = await openFlowService();
  token = await tokenFor(flow.service);
  provider = await openPaymentProvider();
}, 90_000);
afterAll(async () => {
  provider.close();
  await flow.close();
}, 60_000);

describe.each(["api", "events"])("the order saga, by %s", (saga) => {
  let folder: string;
  let example: Example;

  const start = async () =>
    (example = await startExample("order-saga", {
      ...{ SAGA: saga, JOURNAL: join(folder, "orders.ndjson"), PAYMENT_URL: provider.url },
      ...{ STOCKFEED_URL: flow.service.url, PATIENCE_SECONDS: "60" },
      ...{ AMQP_URL: flow.broker.url, AMQP_EXCHANGE_PREFIX: flow.cluster.exchangePrefix },
    }));
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "order-saga-"));
    await start();
  }, 60_000);
  afterAll(async () => {
    await example.stop();
    rmSync(folder, { recursive: true });
  });

  const stocked = (quantity: number) => stockUp(flow.service.url, token, uniqueName("variant"), quantity);
  async function place(id: string, quantity: number, card = "good"): Promise<string> {
    const orderId = uniqueName("order");
    const lines = [{ productVariantId: id, quantity }];
    expect((await example.post("/orders", { orderId, lines, card }))[0]).toBe(202);
    return orderId;
  }
  const ends = (orderId: string, state: string, reason: string | null = null) =>
    eventually(
      async () => expect(await example.get(`/orders/${orderId}`)).toMatchObject({ state, reason }),
      PATIENCE,
    );

  it("when all goes well, then it is reserved, paid and sold", async () => {
    const id = await stocked(10);
    const orderId = await place(id, 4);
    await ends(orderId, "SHIPPED");
    expect(provider.charged).toContain(orderId);
    await flow.expectItem(id, { quantity: 6, reservedQuantity: 0 });
  });

  it("when the payment is declined, then what was reserved is given back", async () => {
    const id = await stocked(10);
    await ends(await place(id, 4, "declined"), "CANCELLED", "PAYMENT_DECLINED");
    await flow.expectItem(id, { quantity: 10, reservedQuantity: 0, availableQuantity: 10 });
  });

  it("when there is too little, then it is rejected with the reason, and nothing is paid", async () => {
    const id = await stocked(3);
    const orderId = await place(id, 4);
    await ends(orderId, "REJECTED", "INSUFFICIENT_STOCK");
    expect(provider.charged).not.toContain(orderId);
    await flow.expectItem(id, { quantity: 3, reservedQuantity: 0 });
  });

  it("when it is killed while payments are taken, then the next life ends each order right", async () => {
    const id = await stocked(10);
    const held = provider.hold(2);
    const [paid, declined] = [await place(id, 4), await place(id, 3, "declined")];
    await held.asked;
    await example.kill();
    held.release();
    await flow.expectItem(id, { quantity: 10, reservedQuantity: 7 });
    await start();
    await ends(paid, "SHIPPED");
    await ends(declined, "CANCELLED", "PAYMENT_DECLINED");
    await flow.expectItem(id, { quantity: 6, reservedQuantity: 0 });
  }, 90_000);

  it(
    "when it is killed again and again at any moment, then every order ends, and stock and money agree",
    async () => {
      const id = await stocked(2 * ORDERS);
      const orders: string[] = [];
      for (let n = 0; n < ORDERS; n++) {
        orders.push(await place(id, n % 5 === 4 ? 10 * ORDERS : 1, n % 3 === 2 ? "declined" : "good"));
        if (n % Math.ceil(ORDERS / KILLS) !== 0) continue;
        await example.kill();
        await start();
      }
      const states = await eventually(async () => {
        const now = await Promise.all(orders.map((id) => example.get<{ state: string }>(`/orders/${id}`)));
        for (const { state } of now) expect(["SHIPPED", "CANCELLED", "REJECTED"]).toContain(state);
        return now.map(({ state }) => state);
      }, PATIENCE);
      const expected = orders.map((_, n) =>
        n % 5 === 4 ? "REJECTED" : n % 3 === 2 ? "CANCELLED" : "SHIPPED",
      );
      expect(states).toEqual(expected);
      const shipped = orders.filter((_, n) => expected[n] === "SHIPPED");
      expect(orders.filter((orderId) => provider.charged.has(orderId))).toEqual(shipped);
      await flow.expectItem(id, { quantity: 2 * ORDERS - shipped.length, reservedQuantity: 0 });
    },
    scaled(120_000, 900_000),
  );
});
