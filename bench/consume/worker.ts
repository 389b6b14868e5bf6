import { randomBytes } from "node:crypto";
import { connect, type ConfirmChannel } from "amqplib";
import { AMQP_URL } from "../stage/addresses.js";
import { HOT_VARIANT, randomVariant } from "../stage/variants.js";
import { serveJobs } from "../stage/worker.js";
import type { BrokerJob, BrokerResult, OrderKind, PublishJob, TakeJob } from "./consume.js";

/** Unconfirmed at once. */
const WINDOW = 2_000;

interface Message {
  readonly messageId: string;
  readonly body: Buffer;
}

/** As the event publishing document has them; of one unit. */
function* messagesOf(orders: OrderKind): Generator<Message> {
  for (;;) {
    const orderId = randomBytes(9).toString("base64url");
    const productVariantId = orders === "hot" ? HOT_VARIANT : randomVariant();
    yield say("OrderCreated", { orderId, lines: [{ productVariantId, quantity: 1 }] });
    if (orders === "ended") yield say("OrderCancelled", { orderId });
  }
}

function say(type: string, data: { readonly orderId: string; readonly lines?: object[] }): Message {
  const messageId = `${type}-${data.orderId}`;
  const envelope = { eventId: messageId, eventType: `${type}Event`, eventVersion: "1.0" };
  const about = { timestamp: "2026-01-02T03:04:05.678Z", correlationId: data.orderId };
  return { messageId, body: Buffer.from(JSON.stringify({ ...envelope, ...about, data })) };
}

async function send(
  channel: ConfirmChannel,
  { exchange, routingKey, messages, orders }: Omit<PublishJob, "kind">,
): Promise<void> {
  let sent = 0;
  for (const { messageId, body } of messagesOf(orders)) {
    if (sent === messages) break;
    channel.publish(exchange, routingKey, body, { persistent: true, messageId });
    sent += 1;
    if (sent % WINDOW === 0) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
}

/** Acknowledges what comes, each by itself, and does nothing with it. */
async function take(channel: ConfirmChannel, { queue, messages, prefetch }: TakeJob): Promise<void> {
  await channel.prefetch(prefetch);
  await new Promise<void>((resolve, reject) => {
    let taken = 0;
    channel.on("error", reject);
    const consuming = channel.consume(queue, (message) => {
      if (!message) return;
      channel.ack(message);
      taken += 1;
      if (taken === messages) resolve();
    });
    consuming.catch(reject);
  });
}

async function carryOut(job: BrokerJob): Promise<BrokerResult> {
  const connection = await connect(AMQP_URL);
  try {
    const channel = await connection.createConfirmChannel();
    if (job.kind === "take") {
      await send(channel, { exchange: "", routingKey: job.queue, messages: job.messages, orders: "random" });
    }
    const begun = performance.now();
    await (job.kind === "take" ? take(channel, job) : send(channel, job));
    return { perSecond: job.messages / ((performance.now() - begun) / 1_000) };
  } finally {
    await connection.close();
  }
}

serveJobs(carryOut);
