import type { Channel } from "amqplib";
import type { Topology } from "../../src/messaging/rabbitmq-topology.js";

/** All that a sink declares; what is not there is no fault. */
export async function removeTopology(channel: Channel, names: Topology): Promise<void> {
  const { events, dialects, unrouted, deadLetters, dead } = names;
  for (const exchange of [events, ...dialects, unrouted, deadLetters]) await channel.deleteExchange(exchange);
  for (const queue of [unrouted, dead]) await channel.deleteQueue(queue);
}
