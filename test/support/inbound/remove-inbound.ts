import { connect } from "amqplib";
import { inboundQueues } from "../../../src/messaging/inbound-names.js";
import { amqpUrl } from "../services.js";

/** All that sources with these steps declare; what is not there is no fault. */
export async function removeInbound(exchangePrefix: string, steps: readonly number[]): Promise<void> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();
  for (const source of ["product", "order", "payment"]) {
    const { main, dead, retries } = inboundQueues(source, steps, exchangePrefix);
    for (const queue of [main, dead, ...retries.map(({ name }) => name)]) await channel.deleteQueue(queue);
    await channel.deleteExchange(`${exchangePrefix}${source}.events`);
  }
  await channel.deleteExchange(`${exchangePrefix}lomash`);
  await connection.close();
}
