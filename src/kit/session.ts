import type { ConsumeMessage } from "amqplib";
import { openLink, orLost, type Link } from "./link.js";
import type { Settings } from "./options.js";
import { declareQueues, type Queues } from "./topology.js";

/** A link that consumes. */
export interface Session extends Pick<Link, "lost" | "ack" | "send" | "close"> {
  readonly queues: Queues;
  consume(onMessage: (message: ConsumeMessage) => void): Promise<void>;
  stopConsuming(): Promise<void>;
}

/** @param signal gives the attempt up. */
export async function openSession(settings: Settings<never>, signal: AbortSignal): Promise<Session> {
  const link = await openLink(settings.url, signal, async (channel) => {
    const queues = await declareQueues(channel, settings);
    await channel.prefetch(settings.prefetch);
    return queues;
  });
  const { channel, ready: queues, lost, discard, ack, send, close } = link;
  let tag: string | undefined;
  return {
    ...{ queues, lost, ack, send, close },
    async consume(onMessage) {
      const consuming = channel.consume(queues.main.queue, (message) => {
        if (message === null) discard(new Error("The queue was deleted"));
        else if (!lost.aborted) onMessage(message);
      });
      tag = (await orLost(consuming, lost)).consumerTag;
    },
    async stopConsuming() {
      if (tag !== undefined && !lost.aborted) await orLost(channel.cancel(tag), lost);
    },
  };
}
