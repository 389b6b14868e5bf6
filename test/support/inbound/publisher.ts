import { randomUUID } from "node:crypto";
import { connect, type ConfirmChannel } from "amqplib";
import { amqpUrl } from "../services.js";

/** Another service, as it publishes what it has to say. */
export interface OtherService {
  readonly channel: ConfirmChannel;
  /** In the event publishing document's envelope. @returns the event's id. */
  say(type: string, data: object, more?: Said): Promise<string>;
  /** Whatever it is, by that routing key. */
  send(routingKey: string, body: Buffer | string | object, options?: Sent): Promise<void>;
  close(): Promise<void>;
}

export interface Said {
  readonly eventId?: string;
  readonly correlationId?: string;
  /** By default now. */
  readonly timestamp?: string;
  readonly headers?: Record<string, unknown>;
}

export interface Sent {
  readonly exchange?: string;
  readonly headers?: Record<string, unknown>;
  readonly messageId?: string;
  readonly contentEncoding?: string;
}

const ROUTES: Readonly<Record<string, string>> = {
  ProductVariantCreated: "product.events product.variant.created",
  ProductVariantUpdated: "product.events product.variant.updated",
  ProductVariantDeleted: "product.events product.variant.deleted",
  PaymentFailed: "payment.events payment.failed",
};

export async function openOtherService(exchangePrefix: string): Promise<OtherService> {
  const connection = await connect(amqpUrl());
  const channel = await connection.createConfirmChannel();
  async function send(routingKey: string, body: Buffer | string | object, options: Sent = {}): Promise<void> {
    const { exchange = `${routingKey.split(".")[0]}.events`, ...properties } = options;
    const content = Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    channel.publish(exchangePrefix + exchange, routingKey, content, { persistent: true, ...properties });
    await channel.waitForConfirms();
  }
  return {
    channel,
    send,
    async say(type, data, said = {}) {
      const { eventId = randomUUID(), timestamp = new Date().toISOString(), correlationId, headers } = said;
      const route = ROUTES[type.replace(/Event$/, "")] ?? `order.events order.${type.toLowerCase()}`;
      const [exchange, routingKey] = route.split(" ") as [string, string];
      const envelope = { eventId, eventType: type, eventVersion: "1.0", timestamp, sourceService: "Other" };
      const body = { ...envelope, ...(correlationId !== undefined && { correlationId }), data };
      await send(routingKey, body, { exchange, messageId: eventId, ...(headers && { headers }) });
      return eventId;
    },
    close: () => connection.close(),
  };
}
