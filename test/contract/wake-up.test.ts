/** @needs redis */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createInMemoryWakeUp } from "../../src/messaging/in-memory-wake-up.js";
import { openRedisWakeUp } from "../../src/messaging/redis-wake-up.js";
import type { WakeUp } from "../../src/ports/wake-up.js";
import { eventually } from "../support/eventually.js";
import { redisUrl, uniqueName } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";
import { silent } from "./durable-sinks.js";

const wakeUps: readonly [string, () => Promise<WakeUp>][] = [
  ["Redis", () => openRedisWakeUp({ url: redisUrl(), channel: uniqueName("wake"), logger: silent })],
  ["memory", async () => createInMemoryWakeUp({ logger: silent })],
];

describe.each(wakeUps)("a wake-up (%s)", (_name, open) => {
  let wakeUp: WakeUp;

  beforeEach(async () => {
    wakeUp = await open();
  });
  afterEach(() => wakeUp.close());

  async function countWakes(): Promise<() => number> {
    let wakes = 0;
    await wakeUp.listen(() => void (wakes += 1));
    return () => wakes;
  }

  it("when it is signalled, then every listener wakes, each time", async () => {
    const [one, other] = [await countWakes(), await countWakes()];

    wakeUp.signal();
    await eventually(() => expect([one(), other()]).toEqual([1, 1]));
    wakeUp.signal();

    await eventually(() => expect([one(), other()]).toEqual([2, 2]));
  });

  it("when it is signalled many times at once, then the listener wakes for one that came first and one after", async () => {
    const [wakes, marker] = [await countWakes(), await countWakes()];

    for (let count = 0; count < 1_000; count++) wakeUp.signal();

    await eventually(() => expect(marker()).toBeGreaterThanOrEqual(1));
    wakeUp.signal();
    await eventually(() => expect(marker()).toBeGreaterThanOrEqual(2));
    expect(wakes()).toBeLessThanOrEqual(3);
  });

  it("when a listener signals, then it wakes again", async () => {
    let wakes = 0;
    await wakeUp.listen(() => {
      wakes += 1;
      if (wakes < 3) wakeUp.signal();
    });

    wakeUp.signal();

    await eventually(() => expect(wakes).toBe(3));
  });

  it("when a listener throws, then the others wake all the same", async () => {
    await wakeUp.listen(() => {
      throw new Error("a listener's own fault");
    });
    const wakes = await countWakes();

    wakeUp.signal();

    await eventually(() => expect(wakes()).toBe(1));
  });

  it("when somebody listens, then nothing is wrong with it", async () => {
    await countWakes();

    expect(wakeUp.fault()).toBeNull();
  });

  it("when it is closed, twice, then a signal does nothing and throws nothing", async () => {
    const wakes = await countWakes();

    await Promise.all([wakeUp.close(), wakeUp.close()]);

    expect(() => wakeUp.signal()).not.toThrow();
    expect(wakes()).toBe(0);
  });
});

describe("a wake-up over Redis", () => {
  it("when Redis is away at the start and comes back, then signals reach the listener", async () => {
    const proxy = await openTcpProxy(redisUrl());
    proxy.refuse();
    const wakeUp = await openRedisWakeUp({ url: proxy.url, channel: uniqueName("wake"), logger: silent });
    let wakes = 0;
    await wakeUp.listen(() => void (wakes += 1));
    wakeUp.signal();

    proxy.accept();

    await eventually(() => {
      wakeUp.signal();
      expect(wakes).toBeGreaterThanOrEqual(1);
    });
    await wakeUp.close();
    await proxy.close();
  });

  it("when the listener's connection is lost and comes back, then it says so, and wakes both times, since a signal may be lost", async () => {
    const proxy = await openTcpProxy(redisUrl());
    const wakeUp = await openRedisWakeUp({ url: proxy.url, channel: uniqueName("wake"), logger: silent });
    const faults: (string | null)[] = [];
    await wakeUp.listen(() => void faults.push(wakeUp.fault()));
    expect(wakeUp.fault()).toBeNull();

    proxy.refuse();

    const away = expect.stringContaining("Redis is out of reach") as unknown;
    await eventually(() => expect(faults).toEqual([away]));
    expect(wakeUp.fault()).toEqual(away);
    proxy.accept();
    await eventually(() => expect(faults).toEqual([away, null]));
    await wakeUp.close();
    await proxy.close();
  });
});
