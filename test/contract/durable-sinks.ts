import type { ConsumeMessage } from "amqplib";
import type { Envelope } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import type { EventMessage } from "../../src/messaging/event-message.js";
import { createInMemoryBroker } from "../../src/messaging/in-memory-broker.js";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { amqpUrl } from "../support/services.js";
import { openRabbitmqDesk } from "./rabbitmq-desk.js";

export const silent = createLogger("silent");

/** A durable sink together with its consumers' side. */
export interface DurableRig {
  readonly sink: EventSink;
  /** Binds, and answers what has come in so far whenever it is asked. */
  consume(pattern: string): Promise<() => readonly EventMessage[]>;
  unrouted(): Promise<number>;
  close(): Promise<void>;
}

export const durableSinks: readonly [string, () => Promise<DurableRig>][] = [
  ["RabbitMQ", openRabbitmqRig],
  ["memory", openMemoryRig],
];

async function openRabbitmqRig(): Promise<DurableRig> {
  const desk = await openRabbitmqDesk();
  const sink = await openRabbitmqSink({ url: amqpUrl(), exchangePrefix: desk.prefix, logger: silent });
  return {
    sink,
    async consume(pattern) {
      const received = await desk.consume(pattern);
      return () => received.map(asEventMessage);
    },
    unrouted: () => desk.count(desk.unrouted),
    async close() {
      await sink.close();
      await desk.close();
    },
  };
}

async function openMemoryRig(): Promise<DurableRig> {
  const sink = createInMemoryBroker({ logger: silent });
  return {
    sink,
    async consume(pattern) {
      const { messages } = sink.bind(pattern);
      return () => messages;
    },
    unrouted: async () => sink.unrouted.messages.length,
    close: () => sink.close(),
  };
}

function asEventMessage({ fields, properties, content }: ConsumeMessage): EventMessage {
  // amqplib has them as any.
  const { contentType, messageId, correlationId, type, timestamp, appId, headers } =
    properties as unknown as EventMessage["properties"];
  return {
    routingKey: fields.routingKey,
    properties: { contentType, messageId, correlationId, type, timestamp, appId, headers },
    envelope: JSON.parse(content.toString()) as Envelope,
  };
}
