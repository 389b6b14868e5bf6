import type { Channel } from "amqplib";
import { EXCHANGES } from "./exchanges.js";
import type { InboundQueues } from "./inbound-names.js";
import { TopologyConflict, type Channels } from "./rabbitmq-topology.js";

export interface InboundBinding {
  /** Without the prefix. */
  readonly exchange: string;
  readonly pattern: string;
}

export interface SourceTopology {
  readonly queues: InboundQueues;
  readonly bindings: readonly InboundBinding[];
  readonly exchangePrefix: string;
}

/** Nothing is lost between two queues of ours: the first lets go when the second has it. */
const AT_LEAST_ONCE = { "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish" };
/**
 * Deliveries, until the broker itself puts a message with the dead letters: only one that ends every process before
 * it can be looked at gets so far.
 */
const DELIVERY_LIMIT = 200;
/** Looking at dead letters counts as delivering them, and RabbitMQ 4 would drop what was delivered 20 times. */
const NO_LIMIT = 2_147_483_647;

/**
 * Idempotent. The exchanges are other services': one that is there is used as it is. A queue that was declared
 * otherwise is told to `onOtherQueue`, and used as it is, unless what is put off would never come again.
 *
 * @throws TopologyConflict
 */
export async function declareSourceTopology(
  channels: Channels,
  { queues, bindings, exchangePrefix }: SourceTopology,
  onOtherQueue?: (name: string, error: unknown) => void,
): Promise<void> {
  let channel = await channels.createChannel();

  async function exchange(name: string): Promise<void> {
    const there = await attempt((probe) => probe.checkExchange(exchangePrefix + name), 404);
    if (there) return;
    // As the sink declares it, whoever comes first.
    const alternate =
      name === EXCHANGES.lomash ? { alternateExchange: exchangePrefix + EXCHANGES.unrouted } : {};
    // 406: another process has declared it meanwhile, in its own way.
    await attempt(
      (asserting) =>
        asserting.assertExchange(exchangePrefix + name, "topic", { durable: true, ...alternate }),
      406,
    );
  }

  async function queue(name: string, further: object, onOther: (error: unknown) => void): Promise<void> {
    const options = { durable: true, arguments: { "x-queue-type": "quorum", ...further } };
    await attempt((asserting) => asserting.assertQueue(name, options), 406, onOther);
  }

  /** @returns whether it went well; not, if the broker closed the channel with the code that is expected. */
  async function attempt(
    work: (channel: Channel) => Promise<unknown>,
    expected: number,
    onExpected?: (error: unknown) => void,
  ): Promise<boolean> {
    try {
      await work(channel);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code !== expected) throw error;
      channel = await channels.createChannel();
      onExpected?.(error);
      return false;
    }
  }

  const { main, dead, retries } = queues;
  const other = (name: string) => (error: unknown) => onOtherQueue?.(name, error);
  await queue(dead, { "x-delivery-limit": NO_LIMIT }, other(dead));
  const fromMain = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": dead, ...AT_LEAST_ONCE };
  await queue(
    main,
    { "x-single-active-consumer": true, "x-delivery-limit": DELIVERY_LIMIT, ...fromMain },
    other(main),
  );
  for (const { name, pauseMs } of retries) {
    const back = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": main, ...AT_LEAST_ONCE };
    await queue(name, { "x-message-ttl": pauseMs, ...back }, (cause) => {
      const told = `RabbitMQ has a queue "${name}" that was declared otherwise, from which nothing might come back: empty and delete it, or set other CONSUME_RETRY_STEPS_SECONDS (${(cause as Error).message})`;
      throw new TopologyConflict(told, { cause });
    });
  }
  for (const name of new Set(bindings.map((binding) => binding.exchange))) await exchange(name);
  for (const binding of bindings) {
    await channel.bindQueue(main, exchangePrefix + binding.exchange, binding.pattern);
  }
  await channel.close();
}
