import type { Channel, GetMessage } from "amqplib";
import type { SettledOf, SourceDepths } from "../ports/event-source.js";
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

/**
 * Looked at together: a question for each would take as long again as taking it out. Not more: of acknowledgements on
 * end, RabbitMQ passes 32 to a quorum queue at once, and forgets what waits behind them when the channel is closed.
 */
const AT_ONCE = 25;
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/** Each that is there now is taken out once; the channel's end puts those back that stay. */
export async function sweepQueue(
  session: Session,
  { dead, main }: InboundQueues,
  settledOf: SettledOf,
): Promise<number> {
  const channel = await session.createChannel();
  let taken = 0;
  try {
    const { messageCount } = await channel.checkQueue(dead);
    for (let seen = 0; seen < messageCount;) {
      const some = await getSome(channel, dead, Math.min(AT_ONCE, messageCount - seen));
      if (some.length === 0) break;
      seen += some.length;
      const inbound = new Map(some.map((message) => [toDeadInbound(message, main), message]));
      for (const settled of await settledOf([...inbound.keys()])) {
        channel.ack(inbound.get(settled) as GetMessage);
        taken += 1;
      }
    }
  } finally {
    await channel.close().catch(() => undefined);
  }
  return taken;
}

/** Fewer when they are large, or when there are no more. */
async function getSome(channel: Channel, queue: string, most: number): Promise<GetMessage[]> {
  const some: GetMessage[] = [];
  let bytes = 0;
  while (some.length < most && bytes < BYTES_AT_ONCE) {
    const message = await channel.get(queue);
    if (message === false) break;
    bytes += message.content.length;
    some.push(message);
  }
  return some;
}
