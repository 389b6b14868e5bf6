import { connect, type ConsumeMessage, type Options } from "amqplib";
import { amqpUrl, uniqueName } from "../support/services.js";

/** The consumers' side of one test's own exchanges. */
export interface RabbitmqDesk {
  readonly prefix: string;
  readonly exchange: string;
  readonly unrouted: string;
  /** Declares a queue, bound, and gathers what comes in, in order. */
  consume(pattern: string): Promise<readonly ConsumeMessage[]>;
  declare(pattern: string, options: Options.AssertQueue): Promise<string>;
  count(queue: string): Promise<number>;
  remove(queue: string): Promise<void>;
  removeExchange(): Promise<void>;
  /** Deletes everything that the test, and the sink under test, declared. */
  close(): Promise<void>;
}

export async function openRabbitmqDesk(): Promise<RabbitmqDesk> {
  const prefix = `${uniqueName("contract")}.`;
  const exchange = `${prefix}inventory.events`;
  const unrouted = `${prefix}inventory.unrouted`;
  const connection = await connect(amqpUrl());
  const channel = await connection.createChannel();

  async function declare(pattern: string, options: Options.AssertQueue): Promise<string> {
    // Exclusive ones go with the connection, even if the test run is killed.
    const { queue } = await channel.assertQueue("", { exclusive: true, ...options });
    await channel.bindQueue(queue, exchange, pattern);
    return queue;
  }

  return {
    prefix,
    exchange,
    unrouted,
    async consume(pattern) {
      const received: ConsumeMessage[] = [];
      const queue = await declare(pattern, {});
      await channel.consume(queue, (message) => message && received.push(message), { noAck: true });
      return received;
    },
    declare,
    count: async (queue) => (await channel.checkQueue(queue)).messageCount,
    remove: async (queue) => void (await channel.deleteQueue(queue)),
    removeExchange: async () => void (await channel.deleteExchange(exchange)),
    async close() {
      await channel.deleteExchange(exchange);
      await channel.deleteExchange(unrouted);
      await channel.deleteQueue(unrouted);
      await connection.close();
    },
  };
}
