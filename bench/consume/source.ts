import { connect, type Channel } from "amqplib";
import type { Scope } from "../../src/lib/scope.js";
import { inboundQueues } from "../../src/messaging/inbound-names.js";
import { declareSourceTopology } from "../../src/messaging/rabbitmq-source-topology.js";
import { AMQP_URL } from "../stage/addresses.js";

const STEP_SECONDS = 1;

/** Of a process that consumes orders, and nothing else. */
export const CONSUMES_ORDERS = {
  CONSUME_SOURCES: "order",
  CONSUME_ORDER_KEYS: "order.*",
  CONSUME_RETRY_STEPS_SECONDS: String(STEP_SECONDS),
};

export interface OrderSource {
  readonly exchange: string;
  readonly queue: string;
  /** One that is declared alike, and that the service knows nothing of. */
  readonly bareQueue: string;
}

/** As the consuming process declares it, before there is one; goes with the scope, after that process. */
export async function openOrderSource(
  channel: Channel,
  exchangePrefix: string,
  scope: Scope,
): Promise<OrderSource> {
  const queues = inboundQueues("order", [STEP_SECONDS], exchangePrefix);
  const bareQueue = `${exchangePrefix}bare`;
  const exchange = `${exchangePrefix}order.events`;
  const all = [queues.main, queues.dead, bareQueue, ...queues.retries.map(({ name }) => name)];
  scope.onClose(async () => {
    for (const queue of all) await channel.deleteQueue(queue);
    await channel.deleteExchange(exchange);
  });
  const connection = await connect(AMQP_URL);
  const createChannel = async () => (await connection.createChannel()).on("error", () => undefined);
  const bindings = [{ exchange: "order.events", pattern: "order.*" }];
  await declareSourceTopology({ createChannel }, { queues, bindings, exchangePrefix });
  await connection.close();
  const alike = { "x-queue-type": "quorum", "x-single-active-consumer": true };
  await channel.assertQueue(bareQueue, { arguments: alike });
  return { exchange, queue: queues.main, bareQueue };
}
