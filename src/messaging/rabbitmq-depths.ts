import type { QueueDepths } from "../ports/event-sink.js";
import type { Session } from "./rabbitmq-session.js";
import type { Topology } from "./rabbitmq-topology.js";

/** On a channel of its own, which the broker closes when a queue is not there. */
export async function countQueues(session: Session, { unrouted, dead }: Topology): Promise<QueueDepths> {
  const channel = await session.createChannel();
  const [first, second] = await Promise.all([channel.checkQueue(unrouted), channel.checkQueue(dead)]);
  await channel.close();
  return { unrouted: first.messageCount, dead: second.messageCount };
}
