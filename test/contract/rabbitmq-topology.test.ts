/** @needs rabbitmq */
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connect, type ConsumeMessage, type Options } from "amqplib";
import type { FeedEvent } from "../../src/domain/events.js";
import { createLogger } from "../../src/lib/logger.js";
import { openRabbitmqSink, type RabbitmqSinkOptions } from "../../src/messaging/rabbitmq-sink.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { eventually } from "../support/eventually.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { openRabbitmqDesk, type RabbitmqDesk } from "./rabbitmq-desk.js";
import { BODIES, eventAt, eventsFrom } from "./sample-events.js";

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly queue?: string;
}

describe("the topology on RabbitMQ", () => {
  let desk: RabbitmqDesk;
  let proxy: TcpProxy;
  let sink: EventSink | undefined;
  let lines: Line[];
  /** When each connection was opened. */
  let attempts: number[];

  beforeEach(async () => {
    desk = await openRabbitmqDesk();
    lines = [];
    attempts = [];
    proxy = await openTcpProxy(amqpUrl(), () => {
      attempts.push(performance.now());
      return () => undefined;
    });
  });
  afterEach(async () => {
    await sink?.close();
    await proxy.close();
    await desk.close();
  });

  async function openSink(options: Partial<RabbitmqSinkOptions> = {}): Promise<EventSink> {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Line);
        done();
      },
    });
    const logger = createLogger("info", stream);
    return (sink = await openRabbitmqSink({
      url: proxy.url,
      exchangePrefix: desk.prefix,
      logger,
      ...options,
    }));
  }

  const positions = (received: readonly ConsumeMessage[]) =>
    received.map(({ properties }) => Number(properties.headers?.["x-position"]));

  it("when an event comes back, then the topology is declared again and it is sent once more", async () => {
    const opened = await openSink();
    await desk.remove(desk.unrouted);

    await expect(opened.publish(eventsFrom(1, 3))).resolves.toEqual([]);

    await eventually(async () => expect(await desk.count(desk.unrouted)).toBe(3));
    expect(lines.filter(({ msg }) => /returned/.test(msg))).toHaveLength(1);
  });

  it("when only some come back, then those of their key follow in order, and no other is sent again", async () => {
    const opened = await openSink();
    const bound = await desk.consume("inventory.stock.changed");
    await desk.remove(desk.unrouted);
    const level = BODIES.findIndex(({ type }) => type === "StockLevelChangedEvent");
    const others = BODIES.findIndex(({ type }) => type === "StockoutEvent");
    const at = (position: number, body: number, aggregateId: string): FeedEvent =>
      eventAt(position, { ...BODIES[body], aggregateId });
    const batch = [
      at(1, level, "returning"),
      at(2, level, "quiet"),
      at(3, others, "returning"),
      at(4, level, "quiet"),
      at(5, level, "returning"),
      at(6, others, "returning"),
    ];

    await expect(opened.publish(batch)).resolves.toEqual([]);

    await eventually(() => expect(positions(bound)).toEqual([1, 2, 4, 5, 5]));
    const unrouted = await desk.take(desk.unrouted);
    await eventually(() => expect(positions(unrouted)).toEqual([3, 6]));
  });

  it("when batches follow one that comes back, then each is delivered, and nothing is refused", async () => {
    const opened = await openSink();
    await desk.remove(desk.unrouted);

    const outcomes = [0, 1, 2, 3].map((batch) => opened.publish(eventsFrom(1 + batch * 500, 500)));

    await expect(Promise.all(outcomes)).resolves.toEqual([[], [], [], []]);
    const unrouted = await desk.take(desk.unrouted);
    await eventually(() => expect(new Set(positions(unrouted)).size).toBe(2_000));
  });

  it("when a queue of an older kind is there, then it is used as it is, and said so once", async () => {
    const connection = await connect(amqpUrl());
    const channel = await connection.createChannel();
    await channel.assertQueue(desk.unrouted, { durable: true, maxLength: 10_000 });
    await connection.close();

    const opened = await openSink();

    expect(lines.filter(({ level }) => level >= 40).map(({ queue }) => queue)).toEqual([desk.unrouted]);
    await expect(opened.publish(eventsFrom(1, 2))).resolves.toEqual([]);
    await eventually(async () => expect(await desk.count(desk.unrouted)).toBe(2));
  });

  it("when it declares its queues, then as quorum queues", async () => {
    await openSink();
    const connection = await connect(amqpUrl());
    const classic = async (name: string, options: Options.AssertQueue) => {
      const channel = (await connection.createChannel()).on("error", () => undefined);
      return channel.assertQueue(name, options).then(String, ({ message }: Error) => message);
    };

    const dead = await classic(desk.dead, {});
    const unrouted = await classic(desk.unrouted, { maxLength: 10_000, overflow: "drop-head" });

    await connection.close();
    for (const said of [dead, unrouted]) expect(said).toMatch(/x-queue-type|'quorum'/);
  });

  it("when an exchange is another's, then that is said once, looked at now and then, and over once it is gone", async () => {
    await desk.declareExchange("direct");
    const conflictPauseMs = 200;

    const opened = await openSink({ conflictPauseMs });

    const told = new RegExp(`"${desk.exchange}" that was declared otherwise: delete it`);
    expect(opened.fault()).toMatch(told);
    await expect(opened.publish(eventsFrom(1, 1))).rejects.toThrow(/out of reach/);
    await eventually(() => expect(attempts.length).toBeGreaterThanOrEqual(4));
    const pauses = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(conflictPauseMs - 5);
    expect(lines.filter(({ level }) => level >= 40)).toEqual([
      expect.objectContaining({ level: 50, msg: expect.stringMatching(told) }),
    ]);
    await desk.removeExchange();
    await eventually(() => expect(opened.fault()).toBeNull());
    await expect(opened.publish(eventsFrom(1, 1))).resolves.toEqual([]);
  });

  it("when the exchange is replaced by another's while it runs, then what comes back is no event's own fault", async () => {
    const opened = await openSink({ conflictPauseMs: 100 });
    await desk.removeExchange();
    await desk.declareExchange("topic");

    await expect(opened.publish(eventsFrom(1, 2))).rejects.toThrow(/declared otherwise/);

    expect(opened.fault()).toMatch(/declared otherwise/);
    await desk.removeExchange();
    await eventually(async () => expect(await opened.publish(eventsFrom(1, 2))).toEqual([]));
  });

  it("when a queue that is counted is gone, then counting rejects, and publishing goes on", async () => {
    const opened = await openSink();
    await desk.consume("#");
    await desk.remove(desk.dead);

    await expect(opened.queueDepths?.()).rejects.toThrow(/NOT_FOUND/);

    await expect(opened.publish(eventsFrom(1, 1))).resolves.toEqual([]);
    expect(attempts).toHaveLength(1);
  });

  it("when the dead letters' queue is gone, then a dead letter declares it again, and is in it", async () => {
    const opened = await openSink();
    await desk.remove(desk.dead);

    await opened.deadLetter?.(eventAt(1), { attempts: 8, lastError: "refused" });

    await eventually(async () => expect(await opened.queueDepths?.()).toEqual({ unrouted: 0, dead: 1 }));
  });
});
