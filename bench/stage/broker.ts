import { connect, type Channel } from "amqplib";
import type { Scope } from "../../src/lib/scope.js";
import { declareTopology, topology } from "../../src/messaging/rabbitmq-topology.js";
import { AMQP_URL } from "./addresses.js";

/** Exchanges of this run alone, which go with the scope. The service declares them the same way. */
export async function openBroker(exchangePrefix: string, scope: Scope): Promise<Channel> {
  const connection = await connect(AMQP_URL);
  const channel = await connection.createChannel();
  const names = topology(exchangePrefix);
  scope.onClose(async () => {
    await channel.deleteExchange(names.events);
    await channel.deleteExchange(names.unrouted);
    await channel.deleteExchange(names.deadLetters);
    for (const queue of [names.unrouted, names.dead]) await channel.deleteQueue(queue);
    await connection.close();
  });
  await declareTopology(connection, names);
  return channel;
}

/** A queue of every event, as a consumer that must miss nothing would have it. @returns its name. */
export async function bindQueue(channel: Channel, exchangePrefix: string, scope: Scope): Promise<string> {
  const queue = `${exchangePrefix}all`;
  await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
  scope.onClose(async () => void (await channel.deleteQueue(queue)));
  await channel.bindQueue(queue, topology(exchangePrefix).events, "inventory.#");
  return queue;
}
