import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";
import type { ApiError } from "../../src/dashboard/api/error.js";
import { follow } from "../../src/dashboard/api/follow.js";
import { openCountingFeed, type CountingFeed } from "../support/counting-feed.js";
import { eventually } from "../support/eventually.js";

interface Counted {
  readonly counted: { readonly position: string };
}
const QUERY = "subscription ($after: String) { counted(after: $after) { position } }";

let feed: CountingFeed;
let client: Client;
let stop = (): void => undefined;
const seen = { positions: [] as number[], anew: 0, errors: [] as ApiError[] };

beforeEach(async () => {
  Object.assign(seen, { positions: [], anew: 0, errors: [] });
  feed = await openCountingFeed();
  client = createClient({
    url: feed.url,
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: async () => undefined,
    shouldRetry: () => true,
  });
});

afterEach(async () => {
  stop();
  await client.dispose();
  await feed.close();
});

async function followFrom(after: string | null) {
  const asked = feed.asked.length;
  stop = follow<Counted>(client, {
    query: QUERY,
    variables: {},
    after,
    onNext: ({ counted }) => seen.positions.push(Number(counted.position)),
    onAnew: () => seen.anew++,
    onError: (error) => seen.errors.push(error),
  });
  await eventually(() => expect(feed.asked.length).toBeGreaterThan(asked));
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const hasSeen = (positions: number[]) => eventually(() => expect(seen.positions).toEqual(positions));

it("when sockets are cut while events come, then each is seen once and in order", async () => {
  await followFrom("0");
  for (let round = 1; round <= 20; round++) {
    feed.publish(5);
    if (round % 3 === 0) await hasSeen(upTo(round * 5));
    feed.cut();
  }
  await hasSeen(upTo(100));
  expect(feed.asked.length).toBeGreaterThan(1);
});

it("when events come while nobody is connected, then they are asked for by the position before them", async () => {
  await followFrom("0");
  feed.publish(3);
  await hasSeen(upTo(3));
  feed.cut();
  feed.publish(2);
  await hasSeen(upTo(5));
  expect(feed.asked).toEqual(["0", "3"]);
});

it("when the service completes it, then it goes on after the newest position", async () => {
  await followFrom("0");
  feed.publish(2);
  await hasSeen(upTo(2));
  feed.end();
  feed.publish(1);
  await hasSeen(upTo(3));
  expect(feed.asked).toEqual(["0", "2"]);
});

it("when it was too slow, then it resumes where the service says", async () => {
  feed.publish(10);
  await followFrom("7");
  await hasSeen(upTo(10, 8));
  feed.publish(5);
  await hasSeen(upTo(15, 8));
  feed.end({ code: "LIMIT_EXCEEDED", resumeAfter: "15" });
  feed.publish(1);
  await hasSeen(upTo(16, 8));
  expect(feed.asked).toEqual(["7", "15"]);
});

it.each(["POSITION_EXPIRED", "POSITION_UNKNOWN"])(
  "when the answer is %s, then the data is asked for anew",
  async (code) => {
    await followFrom("0");
    feed.end({ code });
    await eventually(() => expect(seen.anew).toBe(1));
    expect(feed.asked).toEqual(["0"]);
  },
);

it.each(["FORBIDDEN", "BAD_USER_INPUT", "LIMIT_EXCEEDED"])(
  "when the answer is %s, then that is told and nothing is asked again",
  async (code) => {
    await followFrom("0");
    feed.end({ code });
    await eventually(() => expect(seen.errors).toHaveLength(1));
    expect(seen.errors[0]).toMatchObject({ code, message: "It ended." });
    expect(feed.asked).toEqual(["0"]);
  },
);

it("when a part of an event could not be answered, then the event is asked for again, and none is left out", async () => {
  await followFrom("0");
  feed.publish(1);
  await hasSeen([1]);
  feed.spoil(1);
  feed.publish(3);
  await hasSeen(upTo(4));
  expect(feed.asked).toEqual(["0", "1"]);
  expect(seen.errors).toEqual([]);
});

it("when it can never be answered, then that is told", async () => {
  await followFrom("0");
  feed.spoil(Number.POSITIVE_INFINITY);
  feed.publish(1);
  await eventually(() => expect(seen.errors).toHaveLength(1), { timeoutMs: 60_000 });
  expect(seen.errors[0]).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  expect(seen.positions).toEqual([]);
});
