import { connect } from "amqplib";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { amqpUrl } from "./services.js";

/** A queue that is full for good: RabbitMQ refuses what is routed to it, until it is mended. */
export async function refuse(exchangePrefix: string, routingKey: string): Promise<{ mend(): Promise<void> }> {
  const broker = await connect(amqpUrl());
  const channel = await broker.createChannel();
  const { queue } = await channel.assertQueue("", {
    ...{ exclusive: true, maxLength: 0 },
    arguments: { "x-overflow": "reject-publish" },
  });
  await channel.bindQueue(queue, topology(exchangePrefix).events, routingKey);
  // The queue goes with its connection.
  return { mend: () => broker.close() };
}
