import { randomUUID } from "node:crypto";
import type { Channel, Replies } from "amqplib";
import type { Settings } from "./options.js";

/** A consumer's queues. */
export interface Queues {
  /** How many messages wait in it, and how many consumers it has. */
  readonly main: Replies.AssertQueue;
  readonly dead: string;
  readonly retry: (pauseMs: number) => string;
}

const QUORUM = { "x-queue-type": "quorum" };
/** RabbitMQ 4 drops what was delivered 20 times, and every lost connection delivers what was under way once more. */
const PATIENT = { ...QUORUM, "x-delivery-limit": 2_147_483_647 };
/** What comes out of a retry queue is there until the other queue has it. */
const SAFELY = { "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish" };

export const deadQueue = (queue: string): string => `${queue}.dead`;

type Wanted = Pick<
  Settings<never>,
  "queue" | "exchange" | "bindings" | "transient" | "singleActive" | "retryPausesMs" | "failing"
>;

/**
 * Idempotent. A message waits in a queue whose messages all wait equally long, or a short pause would stand behind a
 * long one, and comes back to this consumer's queue alone.
 */
export async function declareQueues(channel: Channel, wanted: Wanted): Promise<Queues> {
  const { queue, exchange, bindings, transient, singleActive, retryPausesMs, failing } = wanted;
  const retry = (pauseMs: number): string => `${queue}.retry.${pauseMs}`;
  const dead = deadQueue(queue);
  await channel.assertQueue(dead, { durable: true, arguments: PATIENT });
  for (const pause of failing === "aside" ? retryPausesMs : []) {
    const back = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": queue };
    const waits = { ...QUORUM, ...SAFELY, ...back, "x-message-ttl": pause };
    await channel.assertQueue(retry(pause), { durable: true, arguments: waits });
  }
  const main = transient
    ? await channel.assertQueue(`${queue}.${randomUUID()}`, {
        exclusive: true,
        durable: false,
        autoDelete: true,
      })
    : await channel.assertQueue(queue, {
        durable: true,
        arguments: { ...PATIENT, ...(singleActive && { "x-single-active-consumer": true }) },
      });
  for (const binding of bindings) await channel.bindQueue(main.queue, exchange, binding);
  return { main, dead, retry };
}
