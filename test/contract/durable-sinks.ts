import type { ConsumeMessage } from "amqplib";
import { createLogger } from "../../src/lib/logger.js";
import type { Dialect } from "../../src/messaging/dialects.js";
import type { EventMessage } from "../../src/messaging/event-message.js";
import { createInMemoryBroker } from "../../src/messaging/in-memory-broker.js";
import type { InMemoryQueue } from "../../src/messaging/in-memory-queue.js";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";
import type { Signer } from "../../src/messaging/signer.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { amqpUrl } from "../support/services.js";
import { openRabbitmqDesk } from "./rabbitmq-desk.js";

export const silent = createLogger("silent");

/** As a consumer sees it. */
export interface Delivered extends Omit<EventMessage, "content"> {
  readonly content: Buffer;
  readonly body: Record<string, unknown>;
}

type Inbox = () => readonly Delivered[];

export interface Consumer {
  /** Without the prefix; that of the canonical events, when none is named. */
  readonly exchange?: string;
  /** What a replay may call the queue by. */
  readonly queue?: string;
}

/** A durable sink together with its consumers' side. */
export interface DurableRig {
  readonly sink: Required<Omit<EventSink, "heartbeat">>;
  /** Binds, and answers what has come in so far whenever it is asked. */
  consume(pattern: string, consumer?: Consumer): Promise<Inbox>;
  /** What lies with the dead letters. */
  dead(): Promise<Inbox>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly dialects?: readonly Dialect[];
  readonly signer?: Signer;
}

export const durableSinks: readonly [string, (options?: RigOptions) => Promise<DurableRig>][] = [
  ["RabbitMQ", openRabbitmqRig],
  ["memory", openMemoryRig],
];

async function openRabbitmqRig(options: RigOptions = {}): Promise<DurableRig> {
  const desk = await openRabbitmqDesk();
  const { prefix } = desk;
  const named = (name?: string) => (name === undefined ? undefined : prefix + name);
  const sink = await openRabbitmqSink({ url: amqpUrl(), exchangePrefix: prefix, logger: silent, ...options });
  return {
    sink: { ...(sink as DurableRig["sink"]), replay: replayTo(sink, prefix) },
    async consume(pattern, { exchange, queue } = {}) {
      const [name, from] = [named(queue), named(exchange)];
      const received = await desk.consume(pattern, {
        ...(name === undefined ? {} : { name }),
        ...(from === undefined ? {} : { exchange: from }),
      });
      return () => received.map((message) => asDelivered(message, prefix));
    },
    async dead() {
      const received = await desk.take(desk.dead);
      return () => received.map((message) => asDelivered(message, prefix));
    },
    async close() {
      await sink.close();
      await desk.close();
    },
  };
}

/** Names of queues are shared by all who use the broker. */
function replayTo(sink: EventSink, prefix: string): DurableRig["sink"]["replay"] {
  return async (events, to) => (await sink.replay?.(events, { ...to, name: prefix + to.name })) ?? [];
}

async function openMemoryRig(options: RigOptions = {}): Promise<DurableRig> {
  const sink = createInMemoryBroker({ logger: silent, ...options });
  const inbox = ({ messages }: InMemoryQueue) => {
    return () => messages.map((message) => ({ ...message, body: bodyOf(message.content) }));
  };
  return {
    sink: sink as typeof sink & DurableRig["sink"],
    consume: async (pattern, consumer = {}) => inbox(sink.bind(pattern, consumer)),
    dead: async () => inbox(sink.dead),
    close: () => sink.close(),
  };
}

function asDelivered({ fields, properties, content }: ConsumeMessage, prefix: string): Delivered {
  // amqplib has them as any.
  const { contentType, messageId, correlationId, type, timestamp, appId, headers } =
    properties as unknown as EventMessage["properties"];
  const { exchange, routingKey } = fields;
  return {
    exchange: exchange.replace(prefix, ""),
    routingKey: routingKey.replace(prefix, ""),
    properties: { contentType, messageId, correlationId, type, timestamp, appId, headers },
    content,
    body: bodyOf(content),
  };
}

function bodyOf(content: Buffer): Record<string, unknown> {
  return JSON.parse(content.toString()) as Record<string, unknown>;
}
