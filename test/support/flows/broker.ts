import { randomUUID } from "node:crypto";
import { connect, type Channel, type ConfirmChannel, type ConsumeMessage, type GetMessage } from "amqplib";
import { eventually } from "../eventually.js";
import { amqpUrl } from "../services.js";

/** A message of the service, as a consumer has it. */
export interface Told<Body = Record<string, unknown>> {
  readonly type: string;
  readonly routingKey: string;
  readonly body: Body;
}

/** What other services do on the broker: they tell, and they hear. Names go without the prefix. */
export interface Broker {
  readonly url: string;
  /** Resolves once the message lies in a queue, which the service declares. */
  tell(exchange: string, routingKey: string, body: object | string): Promise<void>;
  /** Binds, and gathers what comes from now on. */
  hear(exchange: string, pattern: string): Promise<readonly Told[]>;
  /** What lies with the dead letters of a source; it stays there. */
  dead(queue: string): Promise<readonly GetMessage[]>;
  /** Takes what the service has declared away, and hangs up. */
  close(): Promise<void>;
}

const PATIENCE = { timeoutMs: 60_000 };
const EXCHANGES = ["product.events", "order.events", "payment.events", "lomash", "inventory.saga"];
/** Short, in seconds: the service's `CONSUME_RETRY_STEPS_SECONDS`. */
export const RETRY_STEPS = [1, 2];
/** Durable ones of consumers in our examples. */
const CONSUMERS = ["order-saga"];
const SOURCES = ["product", "order", "payment"];

export async function openBroker(prefix: string): Promise<Broker> {
  const connection = await connect(amqpUrl());
  connection.on("error", () => undefined);
  const hearing = await connection.createChannel();

  /** What is asked for what is not there loses its channel. */
  async function once<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    const done = await work(channel);
    await channel.close();
    return done;
  }
  const declared = (exchange: string) =>
    eventually(() => once((channel) => channel.checkExchange(prefix + exchange)), PATIENCE);

  const unrouted = new Set<string>();
  let telling: ConfirmChannel | undefined;
  async function sender(): Promise<ConfirmChannel> {
    if (telling) return telling;
    telling = await connection.createConfirmChannel();
    telling.on("return", ({ properties }) => unrouted.add(String(properties.messageId)));
    return telling;
  }

  return {
    url: amqpUrl(),
    async tell(exchange, routingKey, body) {
      await declared(exchange);
      const channel = await sender();
      const content = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
      await eventually(async () => {
        const messageId = randomUUID();
        channel.publish(prefix + exchange, routingKey, content, {
          ...{ mandatory: true, persistent: true, contentType: "application/json", messageId },
        });
        await channel.waitForConfirms();
        if (unrouted.has(messageId)) throw new Error(`No queue is bound to ${routingKey} of ${exchange}.`);
      }, PATIENCE);
    },
    async hear(exchange, pattern) {
      await declared(exchange);
      const told: Told[] = [];
      const { queue } = await hearing.assertQueue("", { exclusive: true });
      await hearing.bindQueue(queue, prefix + exchange, pattern);
      await hearing.consume(queue, (message) => message && told.push(asTold(message)), { noAck: true });
      return told;
    },
    dead: (queue) =>
      once(async (channel) => {
        const messages: GetMessage[] = [];
        for (;;) {
          const message = await channel.get(prefix + queue);
          if (!message) break;
          messages.push(message);
        }
        channel.nackAll(true);
        return messages;
      }),
    async close() {
      await once(async (channel) => {
        for (const exchange of EXCHANGES) await channel.deleteExchange(prefix + exchange);
        for (const queue of CONSUMERS) await channel.deleteQueue(prefix + queue);
        for (const source of SOURCES) {
          const queue = `${prefix}inventory.${source}`;
          const retries = RETRY_STEPS.map((step) => `${queue}.retry.${step}`);
          for (const name of [queue, ...retries, `${queue}.dead`]) await channel.deleteQueue(name);
        }
      });
      await connection.close();
    },
  };
}

function asTold({ content, properties, fields }: ConsumeMessage): Told {
  return {
    type: String(properties.type),
    routingKey: fields.routingKey,
    body: JSON.parse(content.toString()) as Record<string, unknown>,
  };
}
