import { connect, type Channel } from "amqplib";
import { declareTopology, topology } from "../../../src/messaging/rabbitmq-topology.js";
import { firstsOf, receivedFrom, type Received } from "../durable-consumer.js";
import { uniqueName } from "../services.js";

/**
 * A queue that nobody reads until the end: what is in it is what the broker accepted, in that
 * order. A queue that is read while its broker is killed says less: what was given to a lost
 * consumer comes back to it later than what came after.
 */
export class Witness {
  readonly #url: string;
  readonly #exchangePrefix: string;
  readonly #queue = uniqueName("witness");

  constructor(url: string, exchangePrefix: string) {
    this.#url = url;
    this.#exchangePrefix = exchangePrefix;
  }

  async start(): Promise<void> {
    await this.#with(async (channel) => {
      await channel.assertQueue(this.#queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
      await channel.bindQueue(this.#queue, topology(this.#exchangePrefix).events, "inventory.#");
    });
  }

  /** @returns first deliveries, in their order, and how many came again. */
  read(): Promise<{ readonly firsts: readonly Received[]; readonly duplicates: number }> {
    return this.#with(async (channel) => {
      const { messageCount } = await channel.checkQueue(this.#queue);
      const all: Received[] = [];
      if (messageCount > 0) {
        await channel.prefetch(1_000);
        await new Promise<void>((resolve, reject) => {
          const note = (message: Parameters<typeof receivedFrom>[0] | null) => {
            if (message === null) return reject(new Error("the witness was lost"));
            all.push(receivedFrom(message));
            channel.ack(message);
            if (all.length === messageCount) resolve();
          };
          channel.once("close", () => reject(new Error("the witness's channel was closed")));
          channel.consume(this.#queue, note).catch(reject);
        });
      }
      const firsts = firstsOf(all);
      return { firsts, duplicates: all.length - firsts.length };
    });
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#with((channel) => channel.deleteQueue(this.#queue));
  }

  async #with<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    const connection = await connect(this.#url);
    connection.on("error", () => undefined);
    try {
      const channel = await connection.createChannel();
      await declareTopology(connection, topology(this.#exchangePrefix));
      return await work(channel);
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
}
