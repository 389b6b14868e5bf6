import type { Channel } from "amqplib";
import type { Client } from "pg";
import type { LoadResult } from "../load/load.js";
import type { Subject } from "../rows/compare.js";
import type { Worker } from "../stage/worker.js";
import type { BrokerJob, BrokerResult, OrderKind } from "./consume.js";
import type { OrderSource } from "./source.js";

/** More than any run takes: the queue is never empty while it is measured. */
const MOST_PER_SECOND = 8_000;
/** As many as a process that only consumes. */
const PREFETCH = 512;
const LOOKS_MS = 200;

interface Consuming {
  readonly broker: Worker<BrokerJob, BrokerResult>;
  readonly channel: Channel;
  readonly client: Client;
  readonly source: OrderSource;
  readonly pid: number;
  readonly orders: OrderKind;
}

/** The queue is filled, then what is carried out is counted; what is left goes. */
export function consumerSubject({ broker, channel, client, source, pid, orders }: Consuming): Subject {
  const { exchange, queue } = source;
  const handled = async () => {
    const { rows } = await client.query<{ count: string }>("SELECT count(*) FROM inbox");
    return { count: Number(rows[0]?.count), at: performance.now() };
  };

  async function drive(seconds: number): Promise<LoadResult> {
    const before = await handled();
    const messages = Math.ceil(seconds * MOST_PER_SECOND);
    await broker.run({ kind: "publish", exchange, routingKey: "order.created", messages, orders });
    const begun = await handled();
    await pause(seconds * 1_000);
    const over = await handled();
    if (over.count - before.count === messages) throw new Error("The queue was empty before the end.");
    const after = await emptied(over.count);
    const succeeded = after - before.count;
    const perSecond = ((over.count - begun.count) * 1_000) / (over.at - begun.at);
    return { perSecond, p50: Number.NaN, p99: Number.NaN, sent: messages, succeeded, errors: 0 };
  }

  /** @returns how many were carried out when what was under way has come to its end. */
  async function emptied(count: number): Promise<number> {
    await channel.purgeQueue(queue);
    for (let last = count; ;) {
      await pause(LOOKS_MS);
      const now = (await handled()).count;
      if (now === last) return now;
      last = now;
    }
  }

  return { name: "consumer", pid, connections: 1, unit: "messages/s", drive };
}

/** What the broker delivers to one consumer that has nothing to do. */
export function takerSubject(broker: Worker<BrokerJob, BrokerResult>, { bareQueue }: OrderSource): Subject {
  async function drive(seconds: number): Promise<LoadResult> {
    const messages = Math.ceil(seconds * MOST_PER_SECOND);
    const { perSecond } = await broker.run({
      kind: "take",
      queue: bareQueue,
      messages,
      prefetch: PREFETCH,
    });
    return { perSecond, p50: Number.NaN, p99: Number.NaN, sent: messages, succeeded: messages, errors: 0 };
  }
  return { name: "raw-broker", connections: 1, unit: "messages/s", drive };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
