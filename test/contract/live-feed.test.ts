/** @needs redis */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { LiveMessage } from "../../src/ports/live-feed.js";
import { eventually } from "../support/eventually.js";
import { uniqueName } from "../support/services.js";
import { livePairs, positions, type LivePair } from "./live-pairs.js";
import { eventsFrom } from "./sample-events.js";

describe.each(livePairs)("a live sink and its feed (%s)", (_name, openPair) => {
  let feedId: string;
  let pair: LivePair;

  beforeEach(async () => {
    feedId = uniqueName("feed");
    pair = await openPair(feedId);
  });
  afterEach(async () => {
    await pair.sink.close();
    await pair.feed.close();
  });

  async function listen(id = feedId): Promise<{ messages: LiveMessage[]; stop: () => Promise<void> }> {
    const messages: LiveMessage[] = [];
    const stop = await pair.feed.subscribe(id, (message) => void messages.push(message));
    return { messages, stop };
  }

  it("when events are published, then each listener gets all of them, whole and in order", async () => {
    const [one, other] = [await listen(), await listen()];
    const events = eventsFrom(1, 250);

    await expect(pair.sink.publish(events.slice(0, 240))).resolves.toEqual([]);
    await expect(pair.sink.publish(events.slice(240))).resolves.toEqual([]);

    for (const { messages } of [one, other]) {
      await eventually(() => expect(positions(messages)).toHaveLength(250));
      expect(messages.flatMap((message) => (message.kind === "events" ? message.events : []))).toEqual(
        events,
      );
    }
  });

  it("when the sink sends a heartbeat, then listeners learn the head", async () => {
    const { messages } = await listen();

    await pair.sink.heartbeat?.(41);

    await eventually(() => expect(messages).toEqual([{ kind: "heartbeat", head: 41 }]));
  });

  it("when a listener is of another feed, then it gets nothing", async () => {
    const [own, foreign] = [await listen(), await listen(uniqueName("feed"))];

    await pair.sink.publish(eventsFrom(1, 1));

    await eventually(() => expect(positions(own.messages)).toEqual([1]));
    expect(foreign.messages).toEqual([]);
  });

  it("when a listener throws, then the others and later messages are not harmed", async () => {
    let calls = 0;
    await pair.feed.subscribe(feedId, () => {
      calls += 1;
      throw new Error("a listener's own fault");
    });
    const { messages } = await listen();

    await pair.sink.publish(eventsFrom(1, 1));
    await pair.sink.publish(eventsFrom(2, 1));

    await eventually(() => expect(positions(messages)).toEqual([1, 2]));
    expect(calls).toBe(2);
  });

  it("when a listener unsubscribes, then it alone gets no more, and may come back", async () => {
    const [leaving, staying] = [await listen(), await listen()];
    await pair.sink.publish(eventsFrom(1, 1));
    await eventually(() => expect(positions(leaving.messages)).toEqual([1]));

    await leaving.stop();
    await leaving.stop();
    await pair.sink.publish(eventsFrom(2, 1));

    await eventually(() => expect(positions(staying.messages)).toEqual([1, 2]));
    expect(positions(leaving.messages)).toEqual([1]);
    await staying.stop();
    const back = await listen();
    await pair.sink.publish(eventsFrom(3, 1));
    await eventually(() => expect(positions(back.messages)).toEqual([3]));
    expect(positions(staying.messages)).toEqual([1, 2]);
  });

  it("when both are closed, twice, then neither is healthy and nothing is published", async () => {
    expect(pair.sink).toMatchObject({ name: "live", delivery: "live" });
    expect([pair.sink.fault(), pair.feed.fault()]).toEqual([null, null]);

    await Promise.all([pair.sink.close(), pair.sink.close(), pair.feed.close(), pair.feed.close()]);

    expect([pair.sink.fault(), pair.feed.fault()]).toEqual([expect.any(String), expect.any(String)]);
    await expect(pair.sink.publish(eventsFrom(1, 1))).rejects.toThrow();
  });
});
