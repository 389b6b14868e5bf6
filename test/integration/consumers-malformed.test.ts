/** @needs postgres redis rabbitmq */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { openOtherService, type OtherService } from "../support/inbound/publisher.js";
import { openService, type RunningService } from "../support/running-service.js";
import { scaled } from "../support/scale.js";
import { query } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };
const BAD = scaled(200, 1_000);

let service: RunningService;
let other: OtherService;

beforeAll(async () => {
  service = await openService({ ROLES: "consumer", CONSUME_RETRY_STEPS_SECONDS: "0.1,0.2,1,10" });
  other = await openOtherService(service.exchangePrefix);
  await other.say("ProductVariantCreated", { productVariantId: "v", initialStock: 10_000 });
  await eventually(async () => expect(await stock()).toEqual([[10_000, 0]]), PATIENCE);
}, 60_000);

afterAll(async () => {
  await other.close();
  await service.close();
});

async function stock(): Promise<number[][]> {
  const found = await query<{ quantity: number; reserved: number }>(
    service.database.url,
    "SELECT quantity, reserved FROM inventory WHERE product_variant_id = 'v'",
  );
  return found.map(({ quantity, reserved }) => [quantity, reserved]);
}

const good = (orderId: string, quantity: unknown = 1) => ({
  ...{ eventId: `event-${orderId}`, eventType: "OrderCreatedEvent", eventVersion: "1.0" },
  data: { orderId, lines: [{ productVariantId: "v", quantity }] },
});

/** Each kind with its reason; `n` makes them differ. */
const KINDS: readonly (readonly [(n: number) => Buffer | string | object, string])[] = [
  [() => "", "The body is empty."],
  [(n) => `{"n":${n}`, "The body is not JSON."],
  [(n) => gzipSync(JSON.stringify(good(`zip-${n}`))), "The body is compressed: it must be plain JSON."],
  [() => Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), "The body is not UTF-8."],
  [(n) => ({ ...good(`typed-${n}`), eventType: "Nothing" }), '/eventType "Nothing" is none that is consumed'],
  [
    (n) => ({ ...good(`v2-${n}`), eventVersion: "2.0" }),
    '/eventVersion must be 1, or a minor version of it, not "2.0"',
  ],
  [(n) => good(`big-${n}`, 2 ** 31), "/data/lines/0/quantity must be <= 2147483647"],
  [(n) => good(`text-${n}`, "1; DROP TABLE inbox"), "/data/lines/0/quantity must be integer"],
  [(n) => ({ ...good(`bare-${n}`), data: {} }), "/data must have lines or items"],
  [(n) => `{"eventId":"${n}","eventId":"x"}`, "/eventId is there twice."],
];

describe("messages that are no good", () => {
  it(`when ${BAD} of them come among good ones, then those are carried out, and each bad one is dead with its reason`, async () => {
    for (let n = 0; n < BAD; n++) {
      const [make] = KINDS[n % KINDS.length] as (typeof KINDS)[number];
      await other.send("order.created", make(n), { messageId: `bad-${n}` });
      if (n % 2 === 0) await other.send("order.created", good(`good-${n}`));
    }
    await eventually(async () => expect(await stock()).toEqual([[10_000, BAD / 2]]), PATIENCE);
    const letters = () =>
      query<{ reason: string; count: number }>(
        service.database.url,
        "SELECT reason, count(*)::int AS count FROM dead_letter WHERE source = 'order' GROUP BY 1",
      );
    const expected = new Map(KINDS.map(([, reason]) => [reason, BAD / KINDS.length]));
    await eventually(
      async () =>
        expect(new Map((await letters()).map(({ reason, count }) => [reason, count]))).toEqual(expected),
      PATIENCE,
    );
    await eventually(async () => {
      const metrics = await service.metrics();
      expect(metrics.get('dlq_message_count{source="order"}')).toBe(BAD);
      expect(metrics.get('stockfeed_inbound_queue_messages{source="order",queue="waiting"}')).toBe(0);
      expect(metrics.get('stockfeed_inbound_messages_total{source="order",outcome="done"}')).toBe(BAD / 2);
      expect(metrics.get('stockfeed_inbound_dead_total{source="order"}')).toBe(BAD);
      expect(metrics.get('stockfeed_dead_letters{source="order",state="OPEN"}')).toBe(BAD);
      expect(metrics.get('stockfeed_dead_letters{source="order",state="REDRIVING"}')).toBe(0);
      expect(metrics.get('stockfeed_inbound_redriven_total{source="order"}')).toBe(0);
    }, PATIENCE);
  }, 120_000);

  it("when a message's data is refused, then it is dead, and the refusal is its reason", async () => {
    const productVariantId = "v";
    const lines = [{ productVariantId, quantity: 1, warehouseId: "nowhere" }];
    await other.say("ReturnProcessed", { orderId: "returned", lines }, { eventId: "refused" });
    await other.say(
      "ProductVariantCreated",
      { productVariantId: "w", sku: "x".repeat(400) },
      { eventId: "long" },
    );
    await eventually(async () => {
      const found = await query<{ reason: string }>(
        service.database.url,
        "SELECT reason FROM dead_letter WHERE event_id = ANY($1) ORDER BY event_id",
        [["refused", "long"]],
      );
      expect(found.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(/sku/),
        expect.stringMatching(/^Not carried out in 5 deliveries: NOT_FOUND|warehouse/),
      ]);
    }, PATIENCE);
  });
});

describe("the messages of one order, over the broker", () => {
  it("when they come in every order, each twice, then the stock is always the same in the end", async () => {
    const types = ["OrderCreated", "OrderCancelled", "PaymentFailed"];
    const orders = [0, 1, 2, 3, 4, 5].map((n) => {
      const [first, ...others] = [types[n % 3] as string, ...types.filter((_, index) => index !== n % 3)];
      return { id: `any-${n}`, said: [first, ...(n < 3 ? others : others.reverse())] };
    });
    const [[, before] = []] = await stock();
    for (const { id, said } of orders) {
      for (const type of [...said, ...said]) {
        const lines = [{ productVariantId: "v", quantity: 2 }];
        const data = { orderId: id, ...(type === "OrderCreated" && { lines }) };
        await other.say(type, data, { eventId: `${type}-${id}` });
      }
    }
    await eventually(async () => {
      const [row] = await query<{ count: number }>(
        service.database.url,
        "SELECT count(*)::int AS count FROM inbox WHERE event_id LIKE '%-any-%'",
      );
      expect(row?.count).toBe(18);
    }, PATIENCE);
    expect(await stock()).toEqual([[10_000, before]]);
  });
});
