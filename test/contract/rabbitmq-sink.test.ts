/** @needs rabbitmq */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openRabbitmqSink } from "../../src/messaging/rabbitmq-sink.js";
import type { EventSink } from "../../src/ports/event-sink.js";
import { eventually } from "../support/eventually.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { silent } from "./durable-sinks.js";
import { openRabbitmqDesk, type RabbitmqDesk } from "./rabbitmq-desk.js";
import { BODIES, eventAt, eventsFrom } from "./sample-events.js";

describe("the RabbitMQ sink", () => {
  let desk: RabbitmqDesk;
  let proxy: TcpProxy;
  let sink: EventSink | undefined;

  beforeEach(async () => {
    desk = await openRabbitmqDesk();
    proxy = await openTcpProxy(amqpUrl());
  });
  afterEach(async () => {
    await sink?.close();
    await proxy.close();
    await desk.close();
  });

  async function openSink(confirmTimeoutMs = 10_000, url = proxy.url): Promise<EventSink> {
    const options = { url, exchangePrefix: desk.prefix, confirmTimeoutMs, logger: silent };
    return (sink = await openRabbitmqSink(options));
  }

  it("when an event is published, then its message survives the broker's restart", async () => {
    const opened = await openSink();
    const received = await desk.consume("#");

    await opened.publish([eventAt(1)]);

    await eventually(() => expect(received).toHaveLength(1));
    expect(received[0]?.properties.deliveryMode).toBe(2);
  });

  it("when a full queue refuses some, then those alone are refused, by their index", async () => {
    const opened = await openSink();
    const queue = await desk.declare("inventory.stock.changed", {
      maxLength: 1,
      arguments: { "x-overflow": "reject-publish" },
    });
    const cycle = BODIES.length;
    const batch = [1, 1 + cycle, 2, 1 + 2 * cycle].map((position) => eventAt(position));

    const refused = await opened.publish(batch);

    expect(refused.map(({ index }) => index)).toEqual([1, 3]);
    expect(refused[0]?.reason).toMatch(/nack/);
    await eventually(async () => expect(await desk.count(queue)).toBe(1));
    expect(opened.fault()).toBeNull();
  });

  it("when AMQP cannot carry an event, then it alone is refused and the others arrive", async () => {
    const opened = await openSink();
    const received = await desk.consume("#");
    const batch = [eventAt(1), eventAt(2, { type: "x".repeat(256) as never }), eventAt(3)];

    const refused = await opened.publish(batch);

    expect(refused).toEqual([{ index: 1, reason: expect.stringMatching(/type/) }]);
    await eventually(() =>
      expect(received.map(({ properties }) => properties.headers?.["x-position"] as string)).toEqual([
        "1",
        "3",
      ]),
    );
  });

  it("when no confirm comes in time, then the batch is rejected and the connection given up", async () => {
    const opened = await openSink(300);
    const received = await desk.consume("#");
    const batch = eventsFrom(1, 20);
    proxy.swallow(true);

    await expect(opened.publish(batch)).rejects.toThrow(/confirmed nothing/);

    expect(opened.fault()).toEqual(expect.any(String));
    await eventually(() => expect(proxy.connections()).toBe(0));
    proxy.swallow(false);
    await expectResentInOrder(opened, batch, received);
  });

  it("when the connection is cut within a batch, then sending it again completes it, in order", async () => {
    const opened = await openSink();
    const received = await desk.consume("#");
    const batch = eventsFrom(1, 500);
    proxy.cutAfter(100_000);

    await expect(opened.publish(batch)).rejects.toThrow();

    await expectResentInOrder(opened, batch, received);
  });

  it("when the broker closes the channel, then the next session declares what is missing", async () => {
    const opened = await openSink();
    await desk.removeExchange();

    await expect(opened.publish(eventsFrom(1, 2))).rejects.toThrow(/NOT_FOUND|channel/i);

    await eventually(async () => expect(await opened.publish(eventsFrom(1, 2))).toEqual([]));
  });

  it("when the broker is away at the start, then the sink opens, rejects, and works once it is back", async () => {
    proxy.refuse();

    const opened = await openSink();

    expect(opened.fault()).toEqual(expect.any(String));
    await expect(opened.publish(eventsFrom(1, 1))).rejects.toThrow(/out of reach/);
    proxy.accept();
    await eventually(() => expect(opened.fault()).toBeNull());
    await expect(opened.publish(eventsFrom(1, 1))).resolves.toEqual([]);
  });

  it("when the connection is lost while idle, then it comes back without a publish", async () => {
    const opened = await openSink();

    proxy.refuse();
    await eventually(() => expect(opened.fault()).toEqual(expect.any(String)));
    proxy.accept();

    await eventually(() => expect(opened.fault()).toBeNull());
  });

  it("when nothing answers any more while it is idle, then the heartbeat notices, and it comes back", async () => {
    const opened = await openSink(10_000, `${proxy.url}?heartbeat=1`);

    proxy.swallow(true);

    await eventually(() => expect(opened.fault()).toMatch(/[Hh]eartbeat/));
    proxy.swallow(false);
    await eventually(async () => expect(await opened.publish(eventsFrom(1, 2))).toEqual([]));
  });

  it("when it is cut off again and again, then every event arrives, first ones in order", async () => {
    const opened = await openSink();
    const received = await desk.consume("#");
    const events = eventsFrom(1, 3_000);

    for (let from = 0; from < events.length; from += 500) {
      const batch = events.slice(from, from + 500);
      proxy.cutAfter(100_000);
      await expect(opened.publish(batch)).rejects.toThrow();
      await eventually(async () => expect(await opened.publish(batch)).toEqual([]));
    }

    await eventually(() => {
      const arrived = received.map(({ properties }) => properties.messageId as string);
      expect([...new Set(arrived)]).toEqual(events.map(({ eventId }) => eventId));
    });
  });

  it.each([
    ["connected", (wire: TcpProxy) => wire.accept()],
    ["away", (wire: TcpProxy) => wire.refuse()],
    ["silent", (wire: TcpProxy) => wire.swallow(true)],
  ])("when it is closed while the broker is %s, then no connection is left", async (_state, prepare) => {
    const opened = await openSink();
    prepare(proxy);

    await opened.close();
    await opened.close();

    await eventually(() => expect(proxy.connections()).toBe(0));
  });

  async function expectResentInOrder(
    opened: EventSink,
    batch: ReturnType<typeof eventsFrom>,
    received: Awaited<ReturnType<RabbitmqDesk["consume"]>>,
  ): Promise<void> {
    await eventually(async () => expect(await opened.publish(batch)).toEqual([]));
    const sent = batch.map(({ eventId }) => eventId);
    await eventually(() => {
      const arrived = received.map(({ properties }) => properties.messageId as string);
      expect(arrived.slice(-sent.length)).toEqual(sent);
      // Duplicates there may be, but whoever drops them by eventId has seen the right order.
      expect([...new Set(arrived)]).toEqual(sent);
    });
  }
});
