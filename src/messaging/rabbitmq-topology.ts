import type { Channel } from "amqplib";
import type { Dialect } from "./dialects.js";
import { DEAD_QUEUE, EXCHANGES } from "./exchanges.js";

export interface Topology {
  readonly events: string;
  /** Of the further dialects. */
  readonly dialects: readonly string[];
  /** Exchange and queue alike: what no consumer has bound to. */
  readonly unrouted: string;
  readonly deadLetters: string;
  /** The queue of all dead letters. */
  readonly dead: string;
}

/** Enough to see what nobody listens to, too little to fill a disk. */
const UNROUTED_KEPT = 10_000;
const QUORUM = { "x-queue-type": "quorum" };

export function topology(exchangePrefix: string, dialects: readonly Dialect[] = []): Topology {
  const named = (name: string): string => exchangePrefix + name;
  const further = dialects.flatMap((dialect) => (dialect === "canonical" ? [] : [EXCHANGES[dialect]]));
  return {
    events: named(EXCHANGES.events),
    dialects: further.map(named),
    unrouted: named(EXCHANGES.unrouted),
    deadLetters: named(EXCHANGES.deadLetters),
    dead: named(DEAD_QUEUE),
  };
}

/** An exchange of ours was declared otherwise by somebody: only an operator can mend that. */
export class TopologyConflict extends Error {
  override readonly name = "TopologyConflict";
}

/** Where channels come from: the broker closes one with each thing that it refuses. */
export interface Channels {
  createChannel(): Promise<Channel>;
}

/**
 * Idempotent. An exchange that was declared otherwise may not do what it must; such a queue
 * serves as it is, and is told to `onOtherQueue`.
 *
 * @throws TopologyConflict
 */
export async function declareTopology(
  channels: Channels,
  { events, dialects, unrouted, deadLetters, dead }: Topology,
  onOtherQueue?: (name: string, error: unknown) => void,
): Promise<void> {
  let channel = await channels.createChannel();

  async function exchange(name: string, type: "topic" | "fanout", alternateExchange?: string): Promise<void> {
    const options = alternateExchange === undefined ? {} : { alternateExchange };
    await channel.assertExchange(name, type, { durable: true, ...options }).catch((cause: Error) => {
      if (!isDeclaredOtherwise(cause)) throw cause;
      const told = `RabbitMQ has an exchange "${name}" that was declared otherwise: delete it, or set another AMQP_EXCHANGE_PREFIX (${cause.message})`;
      throw new TopologyConflict(told, { cause });
    });
  }

  async function queue(name: string, further: object = {}): Promise<void> {
    try {
      await channel.assertQueue(name, { durable: true, arguments: { ...QUORUM, ...further } });
    } catch (error) {
      if (!isDeclaredOtherwise(error)) throw error;
      onOtherQueue?.(name, error);
      channel = await channels.createChannel();
    }
  }

  // The alternate exchange first: the topic exchanges name it.
  await exchange(unrouted, "fanout");
  await queue(unrouted, { "x-max-length": UNROUTED_KEPT, "x-overflow": "drop-head" });
  await channel.bindQueue(unrouted, unrouted, "");
  await exchange(deadLetters, "topic");
  await queue(dead);
  await channel.bindQueue(dead, deadLetters, "#");
  for (const name of [events, ...dialects]) await exchange(name, "topic", unrouted);
  await channel.close();
}

function isDeclaredOtherwise(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === 406;
}
