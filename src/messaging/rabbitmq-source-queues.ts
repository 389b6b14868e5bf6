import type { InboundMessage, SourceDepths } from "../ports/event-source.js";
import { toDeadInbound } from "./inbound-message.js";
import type { InboundQueues } from "./inbound-names.js";
import type { Session } from "./rabbitmq-session.js";

/** On a channel of its own, which the broker closes when a queue is not there. */
export async function countInbound(session: Session, queues: InboundQueues): Promise<SourceDepths> {
  const channel = await session.createChannel();
  const count = async (queue: string) => (await channel.checkQueue(queue)).messageCount;
  const [waiting, dead, ...retries] = await Promise.all(
    [queues.main, queues.dead, ...queues.retries.map(({ name }) => name)].map(count),
  );
  await channel.close();
  const retrying = retries.reduce((sum, each) => sum + each, 0);
  return { waiting: waiting ?? 0, retrying, dead: dead ?? 0 };
}

/** Each that is there now is taken out once; the channel's end puts those back that stay, in their places. */
export async function sweepQueue(
  session: Session,
  { dead, main }: InboundQueues,
  isSettled: (message: InboundMessage) => Promise<boolean>,
): Promise<number> {
  const channel = await session.createChannel();
  let taken = 0;
  try {
    const { messageCount } = await channel.checkQueue(dead);
    for (let seen = 0; seen < messageCount; seen++) {
      const message = await channel.get(dead);
      if (message === false) break;
      if (!(await isSettled(toDeadInbound(message, main)))) continue;
      channel.ack(message);
      taken += 1;
    }
  } finally {
    await channel.close().catch(() => undefined);
  }
  return taken;
}
