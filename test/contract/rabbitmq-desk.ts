import { connect, type ConsumeMessage, type Options } from "amqplib";
import { DIALECTS } from "../../src/config/pipeline.js";
import { topology } from "../../src/messaging/rabbitmq-topology.js";
import { removeTopology } from "../support/remove-topology.js";
import { amqpUrl, uniqueName } from "../support/services.js";

/** The consumers' side of one test's own exchanges. */
export interface RabbitmqDesk {
  readonly prefix: string;
  readonly exchange: string;
  readonly unrouted: string;
  readonly dead: string;
  /** Declares a queue, bound, and gathers what comes in, in order. */
  consume(pattern: string, options?: DeclareOptions): Promise<readonly ConsumeMessage[]>;
  declare(pattern: string, options: DeclareOptions): Promise<string>;
  /** What lies in a queue, which is taken out. */
  take(queue: string): Promise<readonly ConsumeMessage[]>;
  count(queue: string): Promise<number>;
  remove(queue: string): Promise<void>;
  removeExchange(): Promise<void>;
  declareExchange(type: string): Promise<void>;
  /** Deletes everything that the test, and the sink under test, declared. */
  close(): Promise<void>;
}

export interface DeclareOptions extends Options.AssertQueue {
  readonly name?: string;
  /** That of the canonical events, when none is named. */
  readonly exchange?: string;
}

export async function openRabbitmqDesk(url = amqpUrl()): Promise<RabbitmqDesk> {
  const prefix = `${uniqueName("contract")}.`;
  const names = topology(prefix, DIALECTS);
  const connection = await connect(url);
  const channel = await connection.createChannel();

  async function declare(pattern: string, options: DeclareOptions): Promise<string> {
    const { name = "", exchange = names.events, ...more } = options;
    // Exclusive ones go with the connection, even if the test run is killed.
    const { queue } = await channel.assertQueue(name, { exclusive: true, ...more });
    await channel.bindQueue(queue, exchange, pattern);
    return queue;
  }

  async function gather(queue: string): Promise<readonly ConsumeMessage[]> {
    const received: ConsumeMessage[] = [];
    await channel.consume(queue, (message) => message && received.push(message), { noAck: true });
    return received;
  }

  return {
    prefix,
    exchange: names.events,
    unrouted: names.unrouted,
    dead: names.dead,
    consume: async (pattern, options = {}) => gather(await declare(pattern, options)),
    declare,
    take: gather,
    count: async (queue) => (await channel.checkQueue(queue)).messageCount,
    remove: async (queue) => void (await channel.deleteQueue(queue)),
    removeExchange: async () => void (await channel.deleteExchange(names.events)),
    declareExchange: async (type) => void (await channel.assertExchange(names.events, type)),
    async close() {
      await removeTopology(channel, names);
      await connection.close();
    },
  };
}
