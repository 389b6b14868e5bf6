import { randomInt } from "node:crypto";
import { expect } from "@jest/globals";
import { connect } from "amqplib";
import { readConsumers } from "../../../src/config/consumers.js";
import { Environment } from "../../../src/config/environment.js";
import { inboundQueues } from "../../../src/messaging/inbound-names.js";
import { declareSourceTopology } from "../../../src/messaging/rabbitmq-source-topology.js";
import { amqpUrl, query } from "../services.js";

/** A message, and by which way it is sent. */
export interface Planned {
  readonly exchange: string;
  readonly routingKey: string;
  readonly eventId: string;
  readonly body: object;
}

/** What orders come to: of each variant, the units that are sold (less those that came back) and held. */
export interface Plan {
  readonly messages: readonly Planned[];
  readonly items: ReadonlyMap<string, { quantity: number; reserved: number }>;
}

export const INITIAL_STOCK = 1_000_000;

/** Lives of orders, now and then with a message that is there twice. */
export function planOrders(count: number, variants: readonly string[], prefix = "order"): Plan {
  const items = new Map(variants.map((id) => [id, { quantity: INITIAL_STOCK, reserved: 0 }]));
  const messages: Planned[] = [];
  let orders = 0;
  while (messages.length < count) {
    const n = orders++;
    const orderId = `${prefix}-${n}`;
    const productVariantId = variants[n % variants.length] as string;
    const quantity = 1 + (n % 3);
    const item = items.get(productVariantId) as { quantity: number; reserved: number };
    const life = [say("OrderCreated", orderId, { orderId, lines: [{ productVariantId, quantity }] })];
    if (n % 4 === 0) item.reserved += quantity;
    if (n % 4 === 1) life.push(say("OrderCancelled", orderId, { orderId }));
    if (n % 4 === 2) life.push(say("PaymentFailed", orderId, { orderId }, "payment"));
    if (n % 4 === 3) {
      life.push(say("OrderConfirmedForShipment", orderId, { orderId }));
      item.quantity -= quantity;
    }
    if (n % 5 === 0) life.push(life[randomInt(life.length)] as Planned);
    messages.push(...life);
  }
  return { messages, items };
}

function say(type: string, orderId: string, data: object, source = "order"): Planned {
  const eventId = `${type}-${orderId}`.slice(0, 64);
  const envelope = { eventId, eventType: `${type}Event`, eventVersion: "1.0", correlationId: orderId };
  const timestamp = "2026-01-02T03:04:05.678Z";
  const routingKey = `${source}.${type.toLowerCase()}`;
  return { exchange: `${source}.events`, routingKey, eventId, body: { ...envelope, timestamp, data } };
}

export const variantCreated = (productVariantId: string): Planned => {
  const planned = say("ProductVariantCreated", productVariantId, {
    productVariantId,
    initialStock: INITIAL_STOCK,
  });
  return { ...planned, exchange: "product.events", routingKey: "product.variant.created" };
};

const DEFAULTS = readConsumers(new Environment({}), true);

/** Exchanges and queues as a consuming process declares them, before there is one. */
export async function declareInbound(exchangePrefix: string): Promise<void> {
  const connection = await connect(amqpUrl());
  // Whoever asks for what is not there is told by the call.
  const createChannel = async () => (await connection.createChannel()).on("error", () => undefined);
  for (const { name, bindings } of DEFAULTS.sources) {
    const queues = inboundQueues(name, DEFAULTS.retryStepsSeconds, exchangePrefix);
    await declareSourceTopology({ createChannel }, { queues, bindings, exchangePrefix });
  }
  await connection.close();
}

export const DEFAULT_STEPS = DEFAULTS.retryStepsSeconds;

/** Resolves when the broker has them all. */
export async function publishAll(exchangePrefix: string, messages: readonly Planned[]): Promise<void> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createConfirmChannel();
  for (const [index, { exchange, routingKey, eventId, body }] of messages.entries()) {
    const content = Buffer.from(JSON.stringify(body));
    const properties = { persistent: true, messageId: eventId };
    channel.publish(exchangePrefix + exchange, routingKey, content, properties);
    if (index % 1_000 === 999) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
  await connection.close();
}

export async function handledCount(databaseUrl: string): Promise<number> {
  const [row] = await query<{ count: string }>(databaseUrl, "SELECT count(*) FROM inbox");
  return Number(row?.count);
}

/** Every message has had its effect, and has had it once. */
export async function expectEffects(databaseUrl: string, plans: readonly Plan[]): Promise<void> {
  const items = new Map<string, { quantity: number; reserved: number }>();
  for (const [id, change] of plans.flatMap((plan) => [...plan.items])) {
    const sum = items.get(id) ?? { quantity: INITIAL_STOCK, reserved: 0 };
    items.set(id, {
      quantity: sum.quantity + change.quantity - INITIAL_STOCK,
      reserved: sum.reserved + change.reserved,
    });
  }
  const stored = await query<{ id: string; quantity: number; reserved: number }>(
    databaseUrl,
    "SELECT product_variant_id AS id, quantity, reserved FROM inventory",
  );
  expect(new Map(stored.map(({ id, ...stock }) => [id, stock]))).toEqual(items);
  const twice = `
    SELECT reference, kind, count(*) FROM ledger_entry
    WHERE reference IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1`;
  expect(await query(databaseUrl, twice)).toEqual([]);
  const ids = new Set(plans.flatMap(({ messages }) => messages.map(({ eventId }) => eventId)));
  const inbox = await query<{ id: string }>(databaseUrl, "SELECT event_id AS id FROM inbox");
  expect(inbox.filter(({ id }) => !ids.has(id) && !id.startsWith("ProductVariant"))).toEqual([]);
  expect(inbox).toHaveLength(ids.size + items.size);
  // One that is told to be over before it is made, by another service, never holds anything.
  const held = "SELECT order_id, count(*) FROM reservation GROUP BY 1 HAVING count(*) > 1";
  expect(await query(databaseUrl, held)).toEqual([]);
}
