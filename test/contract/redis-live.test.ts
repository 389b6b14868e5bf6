/** @needs redis */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import type { LiveMessage } from "../../src/ports/live-feed.js";
import { eventually } from "../support/eventually.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.js";
import { openRedisPair, positions, type LivePair } from "./live-pairs.js";
import { eventAt, eventsFrom } from "./sample-events.js";

describe("the live sink and feed over Redis", () => {
  let feedId: string;
  let proxy: TcpProxy;
  let client: Redis;
  let pair: LivePair | undefined;

  beforeEach(async () => {
    feedId = uniqueName("feed");
    proxy = await openTcpProxy(redisUrl());
    client = new Redis(redisUrl());
  });
  afterEach(async () => {
    await pair?.sink.close();
    await pair?.feed.close();
    await proxy.close();
    await client.quit();
  });

  async function open(): Promise<LivePair & { messages: LiveMessage[] }> {
    pair = await openRedisPair(feedId, proxy.url);
    const messages: LiveMessage[] = [];
    await pair.feed.subscribe(feedId, (message) => void messages.push(message));
    return { ...pair, messages };
  }

  async function expectDelivery({ sink, messages }: LivePair & { messages: LiveMessage[] }): Promise<void> {
    await eventually(async () => {
      await sink.publish([eventAt(99)]);
      expect(positions(messages)).toContain(99);
    });
  }

  it("when events are published, then they stand on the feed's channel with its id", async () => {
    const { sink } = await open();
    const raw: string[] = [];
    await client.subscribe(`inventory:feed:${feedId}`);
    client.on("message", (_channel, text) => void raw.push(text));
    const events = eventsFrom(1, 2);

    await sink.publish(events);
    await sink.heartbeat?.(2);

    await eventually(() => expect(raw).toHaveLength(2));
    expect(raw.map((text) => JSON.parse(text) as unknown)).toEqual([
      { feedId, events },
      { feedId, head: 2 },
    ]);
  });

  it("when a batch is large, then no message exceeds its bounds", async () => {
    const { sink, messages } = await open();
    const bulky = Array.from({ length: 20 }, (_, offset) =>
      eventAt(251 + offset, { correlationId: "x".repeat(50_000) }),
    );

    await sink.publish([...eventsFrom(1, 250), ...bulky]);

    await eventually(() => expect(positions(messages)).toHaveLength(270));
    expect(positions(messages)).toEqual(Array.from({ length: 270 }, (_, index) => index + 1));
    for (const message of messages) {
      expect(positions([message]).length).toBeLessThanOrEqual(100);
      expect(JSON.stringify(message).length).toBeLessThan(300_000);
    }
  });

  it("when a message is malformed or of another feed, then it is passed over", async () => {
    const { messages, sink } = await open();
    const strange = [
      "{",
      "null",
      "[]",
      JSON.stringify({ feedId }),
      JSON.stringify({ feedId, head: "7" }),
      JSON.stringify({ feedId, head: -1 }),
      JSON.stringify({ feedId, events: [{ position: 1 }] }),
      JSON.stringify({ feedId: "another", head: 7 }),
      JSON.stringify({ feedId: "another", events: eventsFrom(1, 1) }),
    ];

    for (const text of strange) await client.publish(`inventory:feed:${feedId}`, text);
    await sink.publish([eventAt(5)]);

    await eventually(() => expect(positions(messages)).toEqual([5]));
    expect(messages).toHaveLength(1);
  });

  it("when Redis is away, then publishing rejects at once", async () => {
    const { sink, feed } = await open();
    proxy.refuse();
    await eventually(() =>
      expect([sink.fault(), feed.fault()]).toEqual([expect.any(String), expect.any(String)]),
    );

    // Each time, were it to wait for Redis; a machine that stood still in the middle did so once.
    const tookMs: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const before = performance.now();
      await expect(sink.publish(eventsFrom(1, 1))).rejects.toThrow();
      await expect(sink.heartbeat?.(1)).rejects.toThrow();
      tookMs.push(performance.now() - before);
    }

    expect(Math.min(...tookMs)).toBeLessThan(500);
  });

  it("when Redis comes back, then both work again and nothing stale is sent", async () => {
    const opened = await open();
    proxy.refuse();
    await eventually(() => expect(opened.sink.fault()).toEqual(expect.any(String)));
    await expect(opened.sink.publish(eventsFrom(1, 1))).rejects.toThrow();

    proxy.accept();

    await expectDelivery(opened);
    expect(positions(opened.messages)).not.toContain(1);
  });

  it("when Redis is away at the start, then both open and work once it is back", async () => {
    proxy.refuse();
    const opened = await open();
    expect([opened.sink.fault(), opened.feed.fault()]).toEqual([expect.any(String), expect.any(String)]);

    proxy.accept();

    await expectDelivery(opened);
  });

  it("when Redis stops answering, then publishing rejects in time and recovers", async () => {
    const opened = await open();
    proxy.swallow(true);

    await expect(opened.sink.publish(eventsFrom(1, 1))).rejects.toThrow();

    proxy.swallow(false);
    await expectDelivery(opened);
  });

  it.each([
    ["connected", (wire: TcpProxy) => wire.accept()],
    ["away", (wire: TcpProxy) => wire.refuse()],
    ["silent", (wire: TcpProxy) => wire.swallow(true)],
  ])("when both are closed while Redis is %s, then no connection is left", async (_state, prepare) => {
    const { sink, feed } = await open();
    prepare(proxy);

    await Promise.all([sink.close(), feed.close()]);

    await eventually(() => expect(proxy.connections()).toBe(0));
  });
});
