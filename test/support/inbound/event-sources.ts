import { connect } from "amqplib";
import { createLogger } from "../../../src/lib/logger.js";
import { createInMemorySource, type InMemoryPublication } from "../../../src/messaging/in-memory-source.js";
import { inboundQueues } from "../../../src/messaging/inbound-names.js";
import { openRabbitmqSource, type RabbitmqSourceOptions } from "../../../src/messaging/rabbitmq-source.js";
import type { EventSource, InboundMessage } from "../../../src/ports/event-source.js";
import { amqpUrl, uniqueName } from "../services.js";
import { removeInbound } from "./remove-inbound.js";

/** A source together with the other service's side. */
export interface SourceRig {
  readonly source: EventSource;
  publish(message: InMemoryPublication): Promise<void>;
  close(): Promise<void>;
}

export interface SourceRigOptions {
  readonly prefetch?: number;
  readonly retryStepsSeconds?: readonly number[];
  readonly maxBytes?: number;
}

const silent = createLogger("silent");
const DEFAULTS = { name: "order", prefetch: 20, retryStepsSeconds: [0.05, 0.1], logger: silent };

export const sources: readonly [string, (options?: SourceRigOptions) => Promise<SourceRig>][] = [
  ["RabbitMQ", openRabbitmqRig],
  ["memory", openMemoryRig],
];

async function openMemoryRig(options: SourceRigOptions = {}): Promise<SourceRig> {
  const source = createInMemorySource({ ...DEFAULTS, ...options });
  return { source, publish: async (message) => source.put(message), close: () => source.close() };
}

async function openRabbitmqRig(options: SourceRigOptions = {}): Promise<SourceRig> {
  const desk = await openSourceDesk();
  const source = await desk.open(options);
  return {
    source,
    publish: desk.publish,
    async close() {
      await source.close();
      await desk.close();
    },
  };
}

/** The side of the broker, and of the services that publish, of one test's own queues. */
export async function openSourceDesk() {
  const exchangePrefix = `${uniqueName("inbound")}.`;
  const bindings = [{ exchange: "order.events", pattern: "order.*" }];
  const connection = await connect(amqpUrl());
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => undefined);
  const steps = new Set<number>();
  const exchange = `${exchangePrefix}order.events`;
  return {
    ...{ exchangePrefix, exchange, connection, channel },
    queues: inboundQueues("order", DEFAULTS.retryStepsSeconds, exchangePrefix),
    open(options: Partial<RabbitmqSourceOptions> = {}): Promise<EventSource> {
      const all = { ...DEFAULTS, url: amqpUrl(), exchangePrefix, bindings, ...options };
      all.retryStepsSeconds.forEach((step) => steps.add(step));
      return openRabbitmqSource(all);
    },
    async publish({ content, routingKey, properties = {} }: InMemoryPublication): Promise<void> {
      const { headers, ...others } = properties;
      const known = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null));
      channel.publish(exchange, routingKey, content, { persistent: true, headers, ...known });
      await channel.waitForConfirms();
    },
    async close(): Promise<void> {
      await connection.close();
      await removeInbound(exchangePrefix, [...steps]);
    },
  };
}

export const bodyOf = ({ content }: Pick<InboundMessage, "content">): string => content.toString();
export const withBody = (text: string, more: Partial<InMemoryPublication> = {}): InMemoryPublication => ({
  ...{ content: Buffer.from(text), routingKey: "order.created" },
  ...more,
});
