import type { Logger } from "../lib/logger.js";
import type { EventSink } from "../ports/event-sink.js";
import { countQueues } from "./rabbitmq-depths.js";
import { dialectsForQueues, hasTelling, type Dialect } from "./dialects.js";
import { createEventWriter } from "./event-writer.js";
import { asDeadLetter, asReplayed } from "./marked-messages.js";
import { keepLink } from "./rabbitmq-link.js";
import { createSender } from "./rabbitmq-sender.js";
import { openSession, type Session } from "./rabbitmq-session.js";
import { declareTopology, topology, type Channels } from "./rabbitmq-topology.js";
import type { Signer } from "./signer.js";

export interface RabbitmqSinkOptions {
  /** amqp: or amqps:, with everything amqplib understands in it. */
  readonly url: string;
  readonly exchangePrefix: string;
  readonly dialects?: readonly Dialect[];
  /** null: messages are not signed. */
  readonly signer?: Signer | null;
  /** How long the broker may be silent while confirms are outstanding. */
  readonly confirmTimeoutMs?: number;
  /** Between two looks whether an operator has removed what stands in the way. */
  readonly conflictPauseMs?: number;
  readonly logger: Logger;
}

const NAME = "rabbitmq";

/** Opens whether the broker is there or not; `publish` rejects at once while it is away. */
export async function openRabbitmqSink(options: RabbitmqSinkOptions): Promise<EventSink> {
  const { url, exchangePrefix, dialects = ["canonical"], signer = null, logger } = options;
  const { confirmTimeoutMs = 10_000, conflictPauseMs = 30_000 } = options;
  const names = topology(exchangePrefix, dialects);
  const setUp = (channels: Channels) =>
    declareTopology(channels, names, (queue, error) =>
      logger.warn({ err: error, queue }, "A queue of RabbitMQ was declared otherwise; it is used as it is"),
    );
  const link = await keepLink({
    open: (signal) => openSession({ url, signal, setUp }),
    conflictPauseMs,
    logger,
  });

  async function mend(session: Session): Promise<void> {
    try {
      await setUp(session);
    } catch (error) {
      // Mended, or reported, by the next session.
      session.discard(error as Error);
      throw error;
    }
  }

  const write = createEventWriter(signer);
  const forQueues = dialectsForQueues(dialects);
  const { send, sendMending } = createSender({ link, exchangePrefix, confirmTimeoutMs, mend, logger });
  return {
    name: NAME,
    delivery: "durable",
    async publish(events) {
      if (events.length === 0) return [];
      // Nothing is written, and signed, for nobody.
      link.session();
      return sendMending(events, write(events, dialects));
    },
    carries: (event) => hasTelling(event, dialects),
    async deadLetter(event, reason) {
      const written = write([event], forQueues).then((all) => asDeadLetter(all, { ...reason, sink: NAME }));
      const [refused] = await sendMending([event], written);
      if (refused) throw new Error(`The dead letter was not taken: ${refused.reason}`);
    },
    async replay(events, to) {
      if (events.length === 0) return [];
      const written = write(events, to.kind === "queue" ? forQueues : dialects);
      const marked = written.then((all) => asReplayed(all, to));
      return to.kind === "queue" ? send(marked) : sendMending(events, marked);
    },
    queueDepths: () => countQueues(link.session(), names),
    fault: link.fault,
    close: link.close,
  };
}
