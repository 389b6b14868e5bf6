import { connect } from "amqplib";
import { amqpUrl, uniqueName } from "../services.js";

/** How many such messages a second a consumer takes that does nothing with them, from a queue like ours. */
export async function rawRate(count: number, prefetch: number): Promise<number> {
  const connection = await connect(amqpUrl());
  try {
    const channel = await connection.createConfirmChannel();
    const queue = uniqueName("raw");
    const single = { "x-queue-type": "quorum", "x-single-active-consumer": true };
    await channel.assertQueue(queue, { arguments: single });
    const content = Buffer.alloc(300, "x");
    for (let index = 0; index < count; index++) channel.sendToQueue(queue, content, { persistent: true });
    await channel.waitForConfirms();
    await channel.prefetch(prefetch);
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      let taken = 0;
      channel.on("error", reject);
      void channel.consume(queue, (message) => {
        if (!message) return;
        channel.ack(message);
        taken += 1;
        if (taken === count) resolve();
      });
    });
    const seconds = (performance.now() - began) / 1_000;
    await channel.deleteQueue(queue);
    return Math.round(count / seconds);
  } finally {
    await connection.close();
  }
}
