import { connect, type Options } from "amqplib";
import { toEnvelope, type Envelope, type FeedEvent } from "../../src/domain/events.js";
import {
  createConsumer,
  FeedRefused,
  type Consumer,
  type ConsumerOptions,
  type Feed,
  type UnknownEvent,
} from "../../src/kit/index.js";
import { eventAt } from "../contract/sample-events.js";
import { amqpUrl, uniqueName } from "./services.js";

/** An exchange as the service has it, consumers of it, and what is left behind when they are gone: nothing. */
export interface KitDesk {
  readonly exchange: string;
  readonly queue: string;
  consumer<T = undefined>(options: Partial<ConsumerOptions<T>>): Promise<Consumer>;
  /** Resolves when the broker has them. */
  publish(messages: readonly object[], properties?: Options.Publish): Promise<void>;
  /** How many messages wait in one of the queues. */
  waiting(queue: string): Promise<number>;
  /** The first message of a queue, taken out. */
  take(queue: string): Promise<{ body: Envelope; headers: Record<string, unknown> } | null>;
  /** Whether there is a queue of this name, with these arguments if they are given. */
  has(queue: string, declared?: object): Promise<boolean>;
  remove(...queues: string[]): Promise<void>;
  close(): Promise<void>;
}

const SILENT = { info() {}, warn() {}, error() {} };

export async function openKitDesk(): Promise<KitDesk> {
  const [exchange, queue] = [uniqueName("kit.events"), uniqueName("kit")];
  const connection = await connect(amqpUrl());
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange(exchange, "topic", { durable: true });
  const consumers: Consumer[] = [];
  const pauses = new Set<number>();
  return {
    exchange,
    queue,
    async consumer<T>(options: Partial<ConsumerOptions<T>>) {
      const { retryPausesMs = [20, 50] } = options;
      retryPausesMs.forEach((pause) => pauses.add(pause));
      const consumer = await createConsumer<T>({
        ...{ url: amqpUrl(), queue, exchange, handlers: {}, retryPausesMs, logger: SILENT },
        ...options,
      });
      consumers.push(consumer);
      return consumer;
    },
    async publish(messages, properties = {}) {
      for (const message of messages) {
        const { eventId: messageId, eventType: type } = message as Envelope;
        const said = { messageId, type, persistent: true, ...properties };
        channel.publish(exchange, "inventory.stock.changed", Buffer.from(JSON.stringify(message)), said);
      }
      await channel.waitForConfirms();
    },
    waiting: async (name) => (await channel.checkQueue(name)).messageCount,
    async take(name) {
      const message = await channel.get(name, { noAck: true });
      if (!message) return null;
      const { headers = {} } = message.properties;
      return { body: JSON.parse(message.content.toString()) as Envelope, headers };
    },
    async has(name, declared) {
      const beside = await connection.createChannel();
      beside.on("error", () => undefined);
      const asked = declared
        ? beside.assertQueue(name, { durable: true, arguments: declared })
        : beside.checkQueue(name);
      return asked.then(
        () => beside.close().then(() => true),
        () => false,
      );
    },
    async remove(...queues) {
      for (const name of queues) await channel.deleteQueue(name);
    },
    async close() {
      for (const consumer of consumers) await consumer.close();
      await channel.deleteExchange(exchange);
      const retries = [...pauses].map((pause) => `${queue}.retry.${pause}`);
      for (const name of [queue, `${queue}.dead`, ...retries]) await channel.deleteQueue(name);
      await connection.close();
    },
  };
}

/** Changes of stock at these positions, of one item or of each its own. */
export function changes(positions: readonly number[], item?: string): Envelope[] {
  return positions.map((position) => changeAt(position, item ?? `item-${position}`));
}

function changeAt(position: number, aggregateId: string): Envelope {
  const sample = eventAt(1, { type: "StockLevelChangedEvent", position, aggregateId });
  const data = {
    ...{ productVariantId: aggregateId, newQuantity: position, oldQuantity: 0, quantityChanged: position },
    ...{ changeType: "PURCHASE", sku: null, warehouseId: "w-1", orderId: null, updatedBy: "test" },
    ...{ trigger: "ADMIN_UPDATE", availableQuantity: position },
  };
  return toEnvelope({ ...sample, aggregateType: "InventoryItem", data } as FeedEvent);
}

/** The API's side, with what it is given: the events of these positions, from `floor` on. */
export function feedOf(events: readonly Envelope[], floor = 0): Feed & { readonly asked: (number | null)[] } {
  const asked: (number | null)[] = [];
  const head = Number(events.at(-1)?.position ?? 0);
  return {
    asked,
    head: async () => head,
    async after(position, types) {
      asked.push(position);
      if (position !== null && position < floor) throw new FeedRefused("POSITION_EXPIRED", "too old");
      if (position !== null && position > head) throw new FeedRefused("POSITION_UNKNOWN", "not yet");
      const wanted = events
        .filter((event) => Number(event.position) > (position ?? floor))
        .filter(({ eventType }) => types === null || types.includes(eventType));
      return { events: wanted.slice(0, 3) as unknown as UnknownEvent[], passed: null };
    },
  };
}
