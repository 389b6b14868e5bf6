/** @needs rabbitmqctl */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { connect, type ConsumeMessage } from "amqplib";
import type { FeedEvent } from "../../src/domain/events.js";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";
import { declareTopology, topology } from "../../src/messaging/rabbitmq-topology.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { eventually } from "../support/eventually.js";
import { startOwnRabbitmq, type OwnRabbitmq } from "../support/provision/rabbitmq.js";
import { uniqueName } from "../support/services.js";
import { silent } from "./durable-sinks.js";
import { eventsFrom } from "./sample-events.js";

const LONG = 120_000;
const PATIENCE = { timeoutMs: 60_000 };

// What cannot be done to a broker that others use is done to one of our own.
describe("a RabbitMQ that fails", () => {
  let broker: OwnRabbitmq;
  let sink: EventSink;
  let prefix: string;
  let queue: string;

  beforeAll(async () => {
    const started = await startOwnRabbitmq();
    if (!started) throw new Error("These tests need rabbitmq-server and rabbitmqctl on this machine.");
    broker = started;
  }, LONG);
  afterAll(() => broker?.close(), LONG);

  beforeEach(async () => {
    prefix = `${uniqueName("losses")}.`;
    queue = `${prefix}all`;
    await declareConsumer();
    const options = { exchangePrefix: prefix, confirmTimeoutMs: 2_000, logger: silent };
    sink = await openRabbitmqSink({ url: broker.url, ...options });
  }, LONG);
  afterEach(() => sink.close());

  /** A consumer's own queue, which survives what a durable one survives. */
  async function declareConsumer(): Promise<void> {
    const connection = await connect(broker.url);
    await declareTopology(connection, topology(prefix));
    const channel = await connection.createChannel();
    // Classic: a quorum queue of RabbitMQ 3.10 that is killed within moments of its making may not come back.
    await channel.assertQueue(queue, { durable: true });
    await channel.bindQueue(queue, topology(prefix).events, "#");
    await connection.close();
    await broker.settle();
  }

  /** As the relay does: the same batch again until it is taken, and no other before. */
  async function deliver(events: readonly FeedEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += 50) {
      const batch = events.slice(from, from + 50);
      await eventually(async () => expect(await sink.publish(batch)).toEqual([]), PATIENCE);
    }
  }

  async function expectInOrder(events: readonly FeedEvent[]): Promise<void> {
    const connection = await connect(broker.url);
    const channel = await connection.createChannel();
    const received: ConsumeMessage[] = [];
    await channel.consume(queue, (message) => message && received.push(message), { noAck: true });
    const sent = events.map(({ eventId }) => eventId);
    await eventually(() => {
      const arrived = received.map(({ properties }) => properties.messageId as string);
      expect([...new Set(arrived)]).toEqual(sent);
    }, PATIENCE);
    await connection.close();
  }

  it(
    "when it is stopped and started, then publishing goes on, nothing is lost and the order is right",
    async () => {
      const [before, after] = [eventsFrom(1, 100), eventsFrom(101, 200)];
      await deliver(before);

      await broker.ctl("stop_app");
      await eventually(() => expect(sink.fault()).toMatch(/out of reach/));
      await expect(sink.publish(after)).rejects.toThrow(/out of reach/);
      await expect(sink.deadLetter?.(before[0] as FeedEvent, REASON)).rejects.toThrow(/out of reach/);
      const delivering = deliver(after);
      await broker.ctl("start_app");

      await delivering;
      expect(sink.fault()).toBeNull();
      await expectInOrder([...before, ...after]);
    },
    LONG,
  );

  it(
    "when it is killed in the middle, then what it had confirmed is there, and the rest follows",
    async () => {
      const events = eventsFrom(1, 2_000);
      const delivering = deliver(events);

      await broker.fell("SIGKILL");
      await broker.raise();

      await delivering;
      await expectInOrder(events);
    },
    LONG,
  );

  it(
    "when it comes back with an empty disk, then the topology is declared again",
    async () => {
      await deliver(eventsFrom(1, 10));

      for (const step of ["stop_app", "reset", "start_app"]) await broker.ctl(step);
      await eventually(() => expect(sink.fault()).toBeNull(), PATIENCE);
      const news = eventsFrom(11, 10);
      await deliver(news);

      await eventually(async () => expect(await sink.queueDepths?.()).toEqual({ unrouted: 10, dead: 0 }));
      await declareConsumer();
      await sink.deadLetter?.(news[0] as FeedEvent, REASON);
      await eventually(async () => expect(await sink.queueDepths?.()).toEqual({ unrouted: 10, dead: 1 }));
    },
    LONG,
  );

  it(
    "when it is out of memory, then it is said so, what is under way is given up, and goes on afterwards",
    async () => {
      const events = eventsFrom(1, 500);
      await deliver(events.slice(0, 50));

      await broker.ctl("set_vm_memory_high_watermark", "0.00001");
      // The broker blocks a connection when it publishes for the first time.
      const stuck = [sink.publish(events.slice(50, 100)), sink.publish(events.slice(100, 150))];
      for (const batch of await Promise.allSettled(stuck)) expect(batch.status).toBe("rejected");
      expect(sink.fault()).toMatch(/takes nothing/);
      await expect(sink.publish(events.slice(50, 100))).rejects.toThrow(/takes nothing/);
      const delivering = deliver(events.slice(50));
      await broker.ctl("set_vm_memory_high_watermark", "0.6");

      await delivering;
      await expectInOrder(events);
    },
    LONG,
  );

  it(
    "when its password is changed, then it is out of reach without a word of it, and back with the old one",
    async () => {
      const events = eventsFrom(1, 100);
      await deliver(events.slice(0, 50));

      await broker.ctl("change_password", "guest", "another");
      await broker.ctl("close_all_connections", "the test");
      await eventually(() => expect(sink.fault()).toMatch(/ACCESS.REFUSED/), PATIENCE);
      expect(sink.fault()).not.toContain("guest:guest");
      const delivering = deliver(events.slice(50));
      await broker.ctl("change_password", "guest", "guest");

      await delivering;
      await expectInOrder(events);
    },
    LONG,
  );
});

const REASON = { attempts: 1, lastError: "refused" };
