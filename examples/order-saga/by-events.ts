import { createHash } from "node:crypto";
import { connect, type ConsumeMessage } from "amqplib";
import type { Order, Refusal } from "./order.js";
import type { Stock } from "./saga.js";

export interface Broker {
  readonly url: string;
  /** The inventory service's `AMQP_EXCHANGE_PREFIX`. */
  readonly prefix: string;
  /** Whether this order waits for its answer; others, and those that came before, are nobody's any more. */
  readonly isAwaited: (orderId: string) => boolean;
}

interface Answer {
  readonly refusal: Refusal;
  readonly message: ConsumeMessage;
}

/**
 * What happens is told, and heard: nobody is asked. The same event has the same id whenever it is told, so telling it
 * again after a crash does nothing. A lost connection ends the process, which its supervisor starts again: for a saga
 * there is no difference between that and any other crash.
 */
export async function stockByEvents({ url, prefix, isAwaited }: Broker): Promise<Stock> {
  const connection = await connect(url);
  connection.once("close", () => process.exit(1));
  const telling = await connection.createConfirmChannel();
  const returned = new Set<string>();
  telling.on("return", ({ properties }) => returned.add(String(properties.messageId)));

  async function tell(exchange: string, routingKey: string, eventType: string, order: Order, more = {}) {
    const { orderId } = order;
    const eventId = idOf(`${orderId}:${eventType}`);
    const envelope = {
      ...{ eventId, eventType, eventVersion: "1.0", timestamp: new Date().toISOString() },
      ...{ sourceService: "OrderService", correlationId: orderId, data: { orderId, ...more } },
    };
    const content = Buffer.from(JSON.stringify(envelope));
    const properties = { messageId: eventId, persistent: true, mandatory: true };
    telling.publish(prefix + exchange, routingKey, content, properties);
    await telling.waitForConfirms();
    // Nobody would ever hear of it.
    if (returned.delete(eventId)) throw new Error(`no queue is bound to ${routingKey}`);
  }

  const answers = new Map<string, Answer>();
  const waiting = new Map<string, (refusal: Refusal) => void>();
  const hearing = await connection.createChannel();
  const { queue } = await hearing.assertQueue(`${prefix}order-saga`, {
    arguments: { "x-queue-type": "quorum" },
  });
  await hearing.bindQueue(queue, `${prefix}inventory.saga`, "#");
  await hearing.prefetch(100);
  await hearing.consume(queue, (message) => {
    if (!message) return process.exit(1);
    const { orderId, reason } = JSON.parse(message.content.toString()) as {
      orderId: string;
      reason?: string;
    };
    if (!isAwaited(orderId)) return hearing.ack(message);
    const answer = { refusal: reason ?? null, message };
    answers.set(orderId, answer);
    return waiting.get(orderId)?.(answer.refusal);
  });

  return {
    async reserve(order) {
      const { orderId, lines } = order;
      const answered = new Promise<Refusal>((resolve) => waiting.set(orderId, resolve));
      await tell("order.events", "order.created", "OrderCreatedEvent", order, { lines });
      // Of an earlier life, it may have been here before us.
      const already = answers.get(orderId);
      return already ? already.refusal : answered;
    },
    // The hold of an order that came by event does not expire.
    secure: async () => null,
    async ship(order) {
      await tell("order.events", "order.confirmed_for_shipment", "OrderConfirmedForShipmentEvent", order);
      return null;
    },
    // Where payments are another service's, that one tells it.
    release: (order) => tell("payment.events", "payment.failed", "PaymentFailedEvent", order),
    noted({ orderId }) {
      const answer = answers.get(orderId);
      if (answer) hearing.ack(answer.message);
      answers.delete(orderId);
      waiting.delete(orderId);
    },
  };
}

/** A UUID (version 8) that is always the same of the same name. */
function idOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
