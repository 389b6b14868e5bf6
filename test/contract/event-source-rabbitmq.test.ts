/** @needs rabbitmq */
import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connect, type Options } from "amqplib";
import { createLogger } from "../../src/lib/logger.js";
import type { RabbitmqSourceOptions } from "../../src/messaging/rabbitmq-source.js";
import type { DeadMessage, EventSource, InboundMessage, Verdict } from "../../src/ports/event-source.js";
import { eventually } from "../support/eventually.js";
import { bodyOf, openSourceDesk, withBody } from "../support/inbound/event-sources.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const done: Verdict = { kind: "done" };
const PATIENCE = { timeoutMs: 60_000 };
type Desk = Awaited<ReturnType<typeof openSourceDesk>>;

describe("a source on RabbitMQ", () => {
  let desk: Desk;
  let opened: EventSource[];
  beforeEach(async () => {
    desk = await openSourceDesk();
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((source) => source.close()));
    await desk.close();
  });

  async function open(options: Partial<RabbitmqSourceOptions> = {}): Promise<EventSource> {
    const source = await desk.open(options);
    opened.push(source);
    return source;
  }

  it("when two processes consume, then one does, and the other goes on when it is gone", async () => {
    const seen: string[][] = [[], []];
    const both = [await open(), await open()];
    both.forEach((source, index) =>
      source.consume(async (message) => (seen[index]?.push(bodyOf(message)), done)),
    );
    for (const body of ["1", "2", "3"]) await desk.publish(withBody(body));
    await eventually(() => expect(seen.flat()).toEqual(["1", "2", "3"]), PATIENCE);
    const active = seen.findIndex((each) => each.length > 0);
    expect(seen[1 - active]).toEqual([]);
    await both[active]?.close();
    for (const body of ["4", "5"]) await desk.publish(withBody(body));
    await eventually(() => expect(seen[1 - active]).toEqual(["4", "5"]), PATIENCE);
  });

  it("when the connection is cut, then what was under way is given up, comes again, and the prefetch still holds", async () => {
    const wire = await openTcpProxy(amqpUrl());
    const source = await open({ url: wire.url, prefetch: 2 });
    const begun: string[] = [];
    let given = 0;
    let open_ = 0;
    let most = 0;
    let connected = true;
    source.consume(async (message, signal) => {
      begun.push(bodyOf(message));
      most = Math.max(most, ++open_);
      try {
        if (!connected) return done;
        return await new Promise<Verdict>((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason as Error)),
        );
      } catch (error) {
        given += 1;
        throw error;
      } finally {
        open_ -= 1;
      }
    });
    for (const body of ["1", "2", "3", "4"]) await desk.publish(withBody(body));
    await eventually(() => expect(begun).toEqual(["1", "2"]), PATIENCE);
    connected = false;
    wire.cut();
    await eventually(
      async () => expect(await source.depths()).toEqual({ waiting: 0, retrying: 0, dead: 0 }),
      PATIENCE,
    );
    await eventually(() => expect(begun.slice(2).sort()).toEqual(["1", "2", "3", "4"]), PATIENCE);
    expect([given, most]).toEqual([2, 2]);
    await wire.close();
  });

  it("when one message ends every process that takes it, then it is dead in the end, and no other is", async () => {
    const died: DeadMessage[] = [];
    const handled: string[] = [];
    for (const body of ["1", "poison", "2", "3"]) await declareThenPublish(body);
    for (let life = 0; died.length === 0; life++) {
      expect(life).toBeLessThan(30);
      // A process of its own each time: it remembers nothing.
      const wire = await openTcpProxy(amqpUrl());
      const source = await desk.open({ url: wire.url, prefetch: 10 });
      const ended = new Promise<void>((resolve) => {
        source.consume(
          async (message, signal) => {
            if (bodyOf(message) === "poison") {
              wire.refuse();
              return new Promise((_, reject) =>
                signal.addEventListener("abort", () => (resolve(), reject(signal.reason as Error))),
              );
            }
            handled.push(bodyOf(message));
            return done;
          },
          { died: async (dead) => (died.push(dead), resolve()) },
        );
      });
      await ended;
      await source.close();
      await wire.close();
    }
    expect(died.map(({ message }) => bodyOf(message))).toEqual(["poison"]);
    expect(died[0]?.reason).toMatch(/^Delivered \d+ times, after each of which the process that had it/);
    const last = await open();
    last.consume(async (message) => (handled.push(bodyOf(message)), done));
    await eventually(() => expect([...new Set(handled)].sort()).toEqual(["1", "2", "3"]), PATIENCE);
    await eventually(
      async () => expect(await last.depths()).toEqual({ waiting: 0, retrying: 0, dead: 1 }),
      PATIENCE,
    );
  });

  async function declareThenPublish(body: string): Promise<void> {
    if (opened.length === 0) await open();
    await desk.publish(withBody(body));
  }

  it("when the broker itself gives a message up, then the sweep finds it with an id and a reason", async () => {
    const source = await open();
    const headers = { "x-death": [{ reason: "delivery_limit", queue: desk.queues.main, count: 1 }] };
    desk.channel.sendToQueue(desk.queues.dead, Buffer.from("given up"), { headers });
    await desk.channel.waitForConfirms();
    const seen: InboundMessage[] = [];
    const look = () =>
      source.sweepDead(async (some) => (seen.push(...some), new Set(seen.length > 1 ? some : [])));
    // What a look leaves is in its place again once the broker has closed its channel.
    await eventually(async () => expect(await look()).toBe(1), PATIENCE);
    expect(seen).toHaveLength(2);
    const [first, second] = seen.map((message) => message.properties.headers);
    expect(first?.["x-dead-letter-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.["x-dead-letter-id"]).toBe(first?.["x-dead-letter-id"]);
    expect(first?.["x-dead-reason"]).toBe("RabbitMQ gave it up: delivery_limit");
  });

  it("when more are dead than are looked at together, then each is looked at once, and only what is settled goes", async () => {
    const source = await open();
    const bodies = Array.from({ length: 600 }, (_, index) => `m-${index}`);
    for (const body of bodies) desk.channel.sendToQueue(desk.queues.dead, Buffer.from(body));
    await desk.channel.waitForConfirms();
    const seen: (readonly InboundMessage[])[] = [];
    const odd = (message: InboundMessage) => Number(bodyOf(message).slice(2)) % 2 === 1;
    expect(await source.sweepDead(async (some) => (seen.push(some), new Set(some.filter(odd))))).toBe(300);
    expect(seen.flat().map(bodyOf)).toEqual(bodies);
    expect(Math.max(...seen.map((some) => some.length))).toBeLessThan(32);
    // What a look leaves is there again once the broker has closed its channel.
    await eventually(async () => expect((await source.depths()).dead).toBe(300), PATIENCE);
    const left: InboundMessage[] = [];
    await source.sweepDead(async (some) => (left.push(...some), new Set()));
    expect(left.map(bodyOf).sort()).toEqual(bodies.filter((_, index) => index % 2 === 0).sort());
  });

  it("when a message's own headers are huge, or lead elsewhere, then it is dead all the same, and in one place", async () => {
    const source = await open();
    const died: DeadMessage[] = [];
    const taken: string[] = [];
    source.consume(async (message) => (taken.push(bodyOf(message)), { kind: "dead", reason: "as a test" }), {
      died: async (dead) => void died.push(dead),
    });
    const { exchange, channel, queues } = desk;
    const huge = { big: "x".repeat(65_480) };
    channel.publish(exchange, "order.created", Buffer.from("huge"), { headers: huge });
    channel.publish(exchange, "order.created", Buffer.from("cc"), {
      headers: { CC: [queues.main], "x-attempts": 99, "x-original-routing-key": "made.up" },
      expiration: "600000",
      userId: "guest",
    });
    await channel.waitForConfirms();
    // CC of the sender's own is its business: it comes by its exchange and straight to the queue, which is one delivery.
    await eventually(
      () => expect(new Set(died.map(({ message }) => bodyOf(message))).size).toBe(2),
      PATIENCE,
    );
    await eventually(async () => expect((await source.depths()).waiting).toBe(0), PATIENCE);
    const copies: InboundMessage[] = [];
    await eventually(async () => expect((await source.depths()).dead).toBe(died.length), PATIENCE);
    await source.sweepDead(async (some) => (copies.push(...some), new Set()));
    const headersOf = (body: string) =>
      copies.find((message) => bodyOf(message) === body)?.properties.headers ?? {};
    expect(headersOf("huge")).toMatchObject({ "x-headers-dropped": true, "x-dead-reason": "as a test" });
    expect(headersOf("cc")).toMatchObject({ "x-attempts": 1, "x-original-routing-key": "order.created" });
    expect(headersOf("cc")).not.toHaveProperty("CC");
  });

  it("when its properties are bytes that are longer as text, then it is dead all the same, and holds up no other", async () => {
    const source = await open({ prefetch: 1 });
    const died: DeadMessage[] = [];
    const taken: string[] = [];
    source.consume(
      async (message) => {
        taken.push(bodyOf(message));
        return bodyOf(message) === "good" ? done : { kind: "dead", reason: "as a test" };
      },
      { died: async (dead) => void died.push(dead) },
    );
    const text = "~".repeat(255);
    const properties = { messageId: text, type: text, correlationId: text, contentType: text };
    await publishAsBytes("bad", properties);
    await desk.publish(withBody("good"));
    await eventually(() => expect(taken).toEqual(["bad", "good"]), PATIENCE);
    const [dead] = died;
    expect(dead?.message.properties.messageId).toBe("\ufffd".repeat(255));
    await source.redrive(dead?.message as InboundMessage, {});
    await eventually(() => expect(taken).toEqual(["bad", "good", "bad"]), PATIENCE);
    await eventually(
      async () => expect(await source.depths()).toEqual({ waiting: 0, retrying: 0, dead: 2 }),
      PATIENCE,
    );
  });

  /** Each "~" is sent as a byte that is no UTF-8. */
  async function publishAsBytes(body: string, properties: Options.Publish): Promise<void> {
    const connection = await connect(amqpUrl());
    const { stream } = connection.connection as unknown as { stream: Socket };
    stream.write = (bytes: Uint8Array) =>
      Socket.prototype.write.call(
        stream,
        bytes.map((byte) => (byte === 0x7e ? 0xff : byte)),
      );
    const channel = await connection.createConfirmChannel();
    channel.publish(desk.exchange, "order.created", Buffer.from(body), properties);
    await channel.waitForConfirms();
    await connection.close();
  }

  it("when the broker answers nothing any more, then it closes all the same, and what was under way comes again", async () => {
    const wire = await openTcpProxy(amqpUrl());
    const url = new URL(wire.url);
    // Nothing but the closing itself notices.
    url.searchParams.set("heartbeat", "0");
    const source = await desk.open({ url: url.toString() });
    const begun: string[] = [];
    source.consume(async (message) => {
      begun.push(bodyOf(message));
      wire.stall();
      return { kind: "dead", reason: "as a test" };
    });
    await desk.publish(withBody("1"));
    await eventually(() => expect(begun).toEqual(["1"]), PATIENCE);
    await source.close();
    await wire.close();
    const next = await open();
    next.consume(async (message) => (begun.push(`again ${bodyOf(message)}`), done));
    await eventually(() => expect(begun).toEqual(["1", "again 1"]), PATIENCE);
  });

  it("when the queues are deleted while it consumes, then they are declared again, and it goes on", async () => {
    const source = await open();
    const seen: string[] = [];
    source.consume(async (message) => (seen.push(bodyOf(message)), done));
    await desk.publish(withBody("before"));
    await eventually(() => expect(seen).toEqual(["before"]), PATIENCE);
    await desk.channel.deleteQueue(desk.queues.dead);
    await desk.channel.deleteQueue(desk.queues.main);
    await eventually(
      async () => expect(await source.depths()).toEqual({ waiting: 0, retrying: 0, dead: 0 }),
      PATIENCE,
    );
    await desk.publish(withBody("after"));
    await eventually(() => expect(seen).toEqual(["before", "after"]), PATIENCE);
  });

  it("when a retry queue is there that nothing would come back from, then that is said, and mended by its deletion", async () => {
    const lines: { level: number; msg: string }[] = [];
    const logger = createLogger("warn", { write: (line) => void lines.push(JSON.parse(line) as never) });
    const [step] = desk.queues.retries;
    await desk.channel.assertQueue(step?.name ?? "", { durable: true });
    const source = await open({ logger, conflictPauseMs: 50 });
    expect(source.fault()).toMatch(/retry\.0\.05" that was declared otherwise/);
    await desk.channel.deleteQueue(step?.name ?? "");
    await eventually(() => expect(source.fault()).toBeNull(), PATIENCE);
    expect(lines.filter(({ level }) => level === 50)).toHaveLength(1);
  });

  it("when the exchange is there already, of its own kind, then it is used as it is", async () => {
    const { channel, exchange } = desk;
    await channel.assertExchange(exchange, "fanout", { durable: false, autoDelete: false });
    const source = await open();
    const seen: string[] = [];
    source.consume(async (message) => (seen.push(bodyOf(message)), done));
    expect(source.fault()).toBeNull();
    await desk.publish(withBody("by fanout"));
    await eventually(() => expect(seen).toEqual(["by fanout"]), PATIENCE);
  });

  it("when the broker is not there, then it opens all the same, says so, and consumes once it is", async () => {
    const wire = await openTcpProxy(amqpUrl());
    wire.refuse();
    const source = await open({ url: wire.url });
    const seen: string[] = [];
    source.consume(async (message) => (seen.push(bodyOf(message)), done));
    expect(source.fault()).toMatch(/^RabbitMQ is out of reach/);
    await expect(source.depths()).rejects.toThrow(/out of reach/);
    wire.accept();
    await eventually(() => expect(source.fault()).toBeNull(), PATIENCE);
    await desk.publish(withBody("at last"));
    await eventually(() => expect(seen).toEqual(["at last"]), PATIENCE);
    await source.close();
    await wire.close();
  });
});
