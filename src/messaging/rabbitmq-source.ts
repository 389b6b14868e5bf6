import type { Logger } from "../lib/logger.js";
import type { EventSource, InboundHandler, SourceListener } from "../ports/event-source.js";
import { headersRedriven } from "./inbound-headers.js";
import { sentOn } from "./inbound-message.js";
import { inboundQueues } from "./inbound-names.js";
import { createSuspects } from "./inbound-suspects.js";
import { openInbox, type Inbox } from "./rabbitmq-inbox.js";
import { keepLink } from "./rabbitmq-link.js";
import { sendOn } from "./rabbitmq-send-on.js";
import { openSession, type Session } from "./rabbitmq-session.js";
import { countInbound, sweepQueue } from "./rabbitmq-source-queues.js";
import { declareSourceTopology, type InboundBinding } from "./rabbitmq-source-topology.js";
import type { Channels } from "./rabbitmq-topology.js";

export interface RabbitmqSourceOptions {
  readonly name: string;
  /** amqp: or amqps:, with everything amqplib understands in it. */
  readonly url: string;
  readonly exchangePrefix: string;
  readonly bindings: readonly InboundBinding[];
  /** Messages that are under way at the same time. */
  readonly prefetch: number;
  /** Pauses before a message comes again; after the last it is dead. */
  readonly retryStepsSeconds: readonly number[];
  readonly maxBytes?: number;
  /** Between two looks whether an operator has removed what stands in the way. */
  readonly conflictPauseMs?: number;
  readonly logger: Logger;
}

export const MAX_INBOUND_BYTES = 1_048_576;

/** Opens whether the broker is there or not; consumes as soon as it is, one process of all at a time. */
export async function openRabbitmqSource(options: RabbitmqSourceOptions): Promise<EventSource> {
  const { name, url, exchangePrefix, bindings, prefetch, retryStepsSeconds } = options;
  const { maxBytes = MAX_INBOUND_BYTES, conflictPauseMs = 30_000 } = options;
  const logger = options.logger.child({ source: name });
  const queues = inboundQueues(name, retryStepsSeconds, exchangePrefix);
  const setUp = (channels: Channels) =>
    declareSourceTopology(channels, { queues, bindings, exchangePrefix }, (queue, error) =>
      logger.warn({ err: error, queue }, "A queue of RabbitMQ was declared otherwise; it is used as it is"),
    );
  const suspects = createSuspects();
  const closing = new AbortController();
  let consumer: { readonly handle: InboundHandler; readonly listener: SourceListener } | undefined;
  let alone = false;
  let newest: Session | undefined;
  let inbox: Promise<Inbox> | undefined;

  const link = await keepLink({
    async open(signal) {
      const session = await openSession({ url, signal, setUp });
      newest = session;
      await begin(session);
      return session;
    },
    conflictPauseMs,
    logger,
  });

  async function begin(session: Session): Promise<void> {
    if (!consumer || closing.signal.aborted) return;
    const opening = openInbox(session, {
      ...{ queues, prefetch, maxBytes, suspects, alone, logger },
      ...consumer,
      closing: closing.signal,
      onMode: (next) => (alone = next),
    });
    inbox = opening;
    try {
      await opening;
    } catch (error) {
      session.discard(error as Error);
      throw error;
    }
  }

  async function close(): Promise<void> {
    closing.abort(new Error("closing"));
    await inbox?.then((opened) => opened.stop()).catch(() => undefined);
    await link.close();
  }

  let closed: Promise<void> | undefined;
  return {
    name,
    consume(handle, listener = {}) {
      consumer = { handle, listener };
      // A session that cannot begin is replaced by one that does.
      if (newest && !newest.lost.aborted) void begin(newest).catch(() => undefined);
    },
    async redrive({ content, properties }, headers) {
      const again = sentOn(properties, headersRedriven(properties.headers, headers));
      await sendOn(link.session(), { queue: queues.main, content, options: again });
    },
    sweepDead: async (settledOf) => sweepQueue(link.session(), queues, settledOf),
    depths: async () => countInbound(link.session(), queues),
    fault: link.fault,
    close: () => (closed ??= close()),
  };
}
