import type { FeedEvent } from "../domain/events.js";
import type { Logger } from "../lib/logger.js";
import type { EventSink, Refused } from "../ports/event-sink.js";
import { toMessage } from "./event-message.js";
import { keepLink } from "./rabbitmq-link.js";
import { publishBatch } from "./rabbitmq-publish.js";
import { openSession } from "./rabbitmq-session.js";
import { declareTopology, topology } from "./rabbitmq-topology.js";

export interface RabbitmqSinkOptions {
  /** amqp: or amqps:, with everything amqplib understands in it. */
  readonly url: string;
  readonly exchangePrefix: string;
  /** How long the broker may be silent while confirms are outstanding. */
  readonly confirmTimeoutMs?: number;
  readonly logger: Logger;
}

/** Opens whether the broker is there or not; `publish` rejects at once while it is away. */
export async function openRabbitmqSink(options: RabbitmqSinkOptions): Promise<EventSink> {
  const { url, exchangePrefix, confirmTimeoutMs = 10_000, logger } = options;
  const names = topology(exchangePrefix);
  const link = await keepLink({
    open: (signal) => openSession({ url, signal, setUp: (channel) => declareTopology(channel, names) }),
    logger,
  });
  let turn: Promise<unknown> = Promise.resolve();

  async function publish(events: readonly FeedEvent[], onSent: () => void): Promise<readonly Refused[]> {
    if (events.length === 0) return [];
    const session = link.session();
    const messages = events.map(toMessage);
    const outcome = await publishBatch({
      session,
      exchange: names.events,
      messages,
      confirmTimeoutMs,
      onSent,
    });
    if (outcome.topologyBroken) {
      logger.error({ exchange: names.unrouted }, "RabbitMQ returned events: declaring the topology again");
      // What cannot be mended here is mended, or reported, by the next session.
      await declareTopology(session.channel, names).catch((error: Error) => session.discard(error));
    }
    return outcome.refused;
  }

  return {
    name: "rabbitmq",
    delivery: "durable",
    // Handed over in turn, so that batches are not interleaved; confirmed whenever it comes.
    publish(events) {
      let onSent = (): void => undefined;
      const sent = new Promise<void>((resolve) => (onSent = resolve));
      const result = turn.then(() => publish(events, onSent));
      turn = Promise.race([sent, result.catch(() => undefined)]);
      return result;
    },
    fault: link.fault,
    close: link.close,
  };
}
