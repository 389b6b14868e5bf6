import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type ConsumeMessage } from "amqplib";
import type { Envelope } from "../../src/domain/events.js";
import { declareTopology, topology } from "../../src/messaging/rabbitmq-topology.js";
import { uniqueName } from "./services.js";

export interface Received {
  readonly eventId: string;
  readonly position: number;
  readonly aggregate: string;
  readonly version: number;
  /** When it was made, by the database's clock. */
  readonly madeAt: number;
  /** From then until it was here. */
  readonly tookMs: number;
  /** The broker had given it to an earlier connection, on which it did not come through. */
  readonly redelivered: boolean;
}

const PREFETCH = 200;
const PAUSE_MS = 100;

/** A consumer as it should be: a queue that outlives it, an acknowledgement after the work, and back after each loss. */
export class DurableConsumer {
  /** First deliveries, in the order they came in. */
  readonly firsts: Received[] = [];
  duplicates = 0;
  connections = 0;
  readonly #url: string;
  readonly #exchangePrefix: string;
  readonly #queue = uniqueName("durable");
  readonly #seen = new Set<string>();
  readonly #newest = new Map<string, number>();
  readonly #stopping = new AbortController();
  #consuming: Promise<void> | undefined;

  constructor(url: string, exchangePrefix: string) {
    this.#url = url;
    this.#exchangePrefix = exchangePrefix;
  }

  /** Resolves when the queue is there. */
  async start(): Promise<void> {
    const bound = new Promise<void>((resolve) => (this.#bound = resolve));
    this.#consuming = this.#consume();
    await bound;
  }

  /** The newest version of an item that it has heard of. */
  newest(aggregate: string): number {
    return this.#newest.get(aggregate) ?? 0;
  }

  /** Leaves nothing behind. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consuming;
    const connection = await connect(this.#url);
    const channel = await connection.createChannel();
    await channel.deleteQueue(this.#queue);
    await connection.close();
  }

  #bound = (): void => undefined;

  async #consume(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#session().catch(() => undefined);
      if (!signal.aborted) await delay(PAUSE_MS);
    }
  }

  async #session(): Promise<void> {
    const { signal } = this.#stopping;
    const connection = await connect(this.#url, { timeout: 5_000 });
    const lost = new AbortController();
    connection.on("error", () => lost.abort());
    connection.on("close", () => lost.abort());
    const channel = await connection.createChannel();
    channel.on("error", () => lost.abort());
    const names = topology(this.#exchangePrefix);
    await declareTopology(connection, names);
    await channel.assertQueue(this.#queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
    await channel.bindQueue(this.#queue, names.events, "inventory.#");
    await channel.prefetch(PREFETCH);
    await channel.consume(this.#queue, (message) => {
      if (message === null) return lost.abort();
      this.#note(message);
      channel.ack(message);
    });
    this.connections++;
    this.#bound();
    const ended = AbortSignal.any([signal, lost.signal]);
    if (!ended.aborted) await once(ended, "abort");
    await connection.close().catch(() => undefined);
  }

  #note(message: ConsumeMessage): void {
    const received = receivedFrom(message);
    if (this.#seen.has(received.eventId)) return void this.duplicates++;
    this.#seen.add(received.eventId);
    this.firsts.push(received);
    const id = received.aggregate.slice(received.aggregate.indexOf("/") + 1);
    this.#newest.set(id, Math.max(received.version, this.newest(id)));
  }
}

export function receivedFrom({ content, fields: { redelivered } }: ConsumeMessage): Received {
  const envelope = JSON.parse(content.toString()) as Envelope;
  const { eventId, aggregateType, aggregateId, aggregateVersion: version, position, timestamp } = envelope;
  const madeAt = Date.parse(timestamp);
  return {
    ...{ madeAt, tookMs: performance.timeOrigin + performance.now() - madeAt },
    ...{ redelivered, eventId, version, position: Number(position) },
    aggregate: `${aggregateType}/${aggregateId}`,
  };
}

export function firstsOf(all: readonly Received[]): readonly Received[] {
  const seen = new Set<string>();
  return all.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
}
