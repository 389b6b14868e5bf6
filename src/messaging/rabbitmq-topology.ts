import type { Channel } from "amqplib";

export interface Topology {
  readonly events: string;
  /** Exchange and queue alike: what no consumer has bound to. */
  readonly unrouted: string;
}

/** Enough to see what nobody listens to, too little to fill a disk. */
const UNROUTED_KEPT = 10_000;

export function topology(exchangePrefix: string): Topology {
  return {
    events: `${exchangePrefix}inventory.events`,
    unrouted: `${exchangePrefix}inventory.unrouted`,
  };
}

/** Idempotent. The alternate exchange first: the topic exchange names it. */
export async function declareTopology(channel: Channel, { events, unrouted }: Topology): Promise<void> {
  await channel.assertExchange(unrouted, "fanout", { durable: true });
  await channel.assertQueue(unrouted, { durable: true, maxLength: UNROUTED_KEPT, overflow: "drop-head" });
  await channel.bindQueue(unrouted, unrouted, "");
  await channel.assertExchange(events, "topic", { durable: true, alternateExchange: unrouted });
}
