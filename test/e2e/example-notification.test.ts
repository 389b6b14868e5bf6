/** @needs postgres redis rabbitmq */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { connect } from "amqplib";
import { openCluster, post, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { startExample, type Example } from "../support/examples.js";
import { eventually } from "../support/eventually.js";
import { changes } from "../support/kit-desk.js";
import { openMailbox, type Mailbox } from "../support/mailbox.js";
import { amqpUrl, query, uniqueName } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };

let cluster: Cluster;
let service: Process;
let token: string;
let mailbox: Mailbox;
let queue: string;
let example: Example;

const begin = async () => {
  example = await startExample("notification-service", {
    ...{ AMQP_URL: amqpUrl(), EXCHANGE: `${cluster.exchangePrefix}inventory.events`, QUEUE: queue },
    ...{ DATABASE_URL: cluster.database.url, SMTP_URL: mailbox.url, MAIL_TO: "stock@example.com" },
  });
  await eventually(async () => expect((await status()).state).toBe("live"), PATIENCE);
};
const status = () => example.get<{ state: string; handled: number; duplicates: number }>("/");

const CREATE = `mutation ($id: ID!, $sku: String) {
  createInventoryItem(input: { productVariantId: $id, sku: $sku }) { userErrors { message } }
}`;
const ADJUST = `mutation ($id: ID!, $delta: Int!) {
  adjustStock(input: { productVariantId: $id, delta: $delta, changeType: ADJUSTMENT }) { userErrors { message } }
}`;

const newItem = async (quantity: number, sku: string | null = null) => {
  const id = uniqueName("variant");
  await post(service.url, token, { query: CREATE, variables: { id, sku } });
  await change(id, quantity);
  return id;
};
async function change(id: string, delta: number): Promise<void> {
  const { body } = await post(service.url, token, { query: ADJUST, variables: { id, delta } });
  expect(body.data).toEqual({ adjustStock: { userErrors: [] } });
}

/** Nothing of it waits, and nothing is under way. */
async function allHandled(): Promise<void> {
  const head = Number((await query(cluster.database.url, "SELECT feed_position() AS head"))[0]?.["head"]);
  await eventually(async () => {
    const sql = "SELECT position FROM sink_cursor WHERE name = 'rabbitmq'";
    expect(Number((await query(cluster.database.url, sql))[0]?.["position"])).toBeGreaterThanOrEqual(head);
  }, PATIENCE);
  const connection = await connect(amqpUrl());
  try {
    const channel = await connection.createChannel();
    await eventually(
      async () => expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 0 }),
      PATIENCE,
    );
  } finally {
    await connection.close();
  }
}

/** What somebody else's hand puts into the exchange. */
async function publish(messages: readonly object[]): Promise<void> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createConfirmChannel();
  for (const message of messages) {
    const { eventType } = message as { eventType: string };
    const key = eventType === "StockLevelChangedEvent" ? "changed" : "low_threshold_reached";
    const content = Buffer.from(JSON.stringify(message));
    channel.publish(`${cluster.exchangePrefix}inventory.events`, `inventory.stock.${key}`, content);
  }
  await channel.waitForConfirms();
  await connection.close();
}

beforeAll(async () => {
  cluster = await openCluster();
  service = await cluster.start("api,relay");
  token = await tokenFor(service);
  mailbox = await openMailbox();
  queue = uniqueName("notify");
  await begin();
}, 120_000);
beforeEach(() => void mailbox.mails.splice(0));
afterAll(async () => {
  await example.stop();
  await mailbox.close();
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();
  for (const name of [queue, `${queue}.dead`]) await channel.deleteQueue(name);
  await connection.close();
  await cluster.close();
});

it("when the stock falls to its threshold, then one mail says so, and one more when it has been above", async () => {
  const id = await newItem(10, "MUG-RED");
  await change(id, -7);
  await eventually(() => expect(mailbox.mails).toHaveLength(1), PATIENCE);
  expect(mailbox.mails[0]).toMatchObject({
    to: ["stock@example.com"],
    subject: "Low stock: MUG-RED, 3 left",
  });
  expect(mailbox.mails[0]?.text).toContain("threshold of 3");

  await change(id, -1);
  await change(id, 8);
  // Two events say so, and it is one change.
  await change(id, -10);
  await eventually(() => expect(mailbox.mails).toHaveLength(2), PATIENCE);
  expect(mailbox.mails[1]?.subject).toBe("Out of stock: MUG-RED");
  expect(mailbox.mails[1]?.text).toContain(id);
  await allHandled();
  expect(mailbox.mails).toHaveLength(2);
}, 90_000);

it("when it is killed in the middle of a mail and started again, then the mail is sent, once", async () => {
  const [first, second] = [await newItem(10), await newItem(10)];
  await change(first, -8);
  await eventually(() => expect(mailbox.mails).toHaveLength(1), PATIENCE);
  const held = mailbox.hold();
  await change(second, -9);
  await eventually(() => expect(held.waiting()).toBe(1), PATIENCE);
  await example.kill();
  await change(first, 8);
  await change(first, -10);
  mailbox.take();
  await begin();
  await eventually(() => expect(mailbox.mails).toHaveLength(3), PATIENCE);
  const subjects = mailbox.mails.map(({ subject }) => subject).sort();
  const expected = [`Low stock: ${first}, 2 left`, `Low stock: ${second}, 1 left`, `Out of stock: ${first}`];
  expect(subjects).toEqual(expected.sort());

  await allHandled();
  expect(mailbox.mails).toHaveLength(3);
  expect(new Set(mailbox.mails.map(({ messageId }) => messageId)).size).toBe(3);
}, 120_000);

it("when events come twice, or are replayed, or a reconciliation put a count right, then no mail is sent", async () => {
  const id = await newItem(10);
  await change(id, -8);
  await eventually(() => expect(mailbox.mails).toHaveLength(1), PATIENCE);
  const replay = `mutation ($queue: String!) {
    replayEvents(input: { queue: $queue }) { replay { total } userErrors { message } }
  }`;
  await allHandled();
  const { handled } = await status();
  const { body } = await post(service.url, token, { query: replay, variables: { queue } });
  expect(body).toMatchObject({ data: { replayEvents: { userErrors: [] } } });
  await eventually(async () => expect((await status()).duplicates).toBeGreaterThanOrEqual(handled), PATIENCE);

  const [counted] = changes([1_000_001], uniqueName("counted"));
  if (!counted) throw new Error("no event");
  const { data } = counted;
  const { productVariantId, timestamp, correlationId } = data as typeof data & { productVariantId: string };
  const low = { productVariantId, currentQuantity: 1, lowStockThreshold: 3, timestamp, correlationId };
  const crossing = {
    ...counted,
    eventId: randomUUID(),
    eventType: "LowStockThresholdReachedEvent",
    data: low,
  };
  const before = (await status()).handled;
  await publish([{ ...counted, data: { ...data, trigger: "SCHEDULED_SYNC" } }, crossing]);
  await eventually(async () => expect((await status()).handled).toBe(before + 2), PATIENCE);
  expect(mailbox.mails).toHaveLength(1);
}, 90_000);
