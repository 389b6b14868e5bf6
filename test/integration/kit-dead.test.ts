/** @needs rabbitmq */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import {
  createMemoryStore,
  redriveDead,
  type ConsumerOptions,
  type DeadLetter,
  type StockfeedEvent,
} from "../../src/kit/index.js";
import { eventually } from "../support/eventually.js";
import { changes, openKitDesk, type KitDesk } from "../support/kit-desk.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const PATIENCE = { timeoutMs: 60_000 };

let desk: KitDesk;
let dead: string;
let broken: boolean;
let seen: string[];
beforeEach(async () => {
  desk = await openKitDesk();
  dead = `${desk.queue}.dead`;
  broken = true;
  seen = [];
});
afterEach(() => desk.close());

const failing: Partial<ConsumerOptions> = {
  retryPausesMs: [],
  // One after the other, so that the dead ones stand in their order.
  prefetch: 1,
  handlers: {
    StockLevelChangedEvent(event, { attempt }) {
      if (broken) throw new Error(event.position === "2" ? "the second" : "not mended");
      seen.push(`${event.aggregateId}@${attempt}`);
    },
  },
};
const deadAre = (count: number) =>
  eventually(async () => expect(await desk.waiting(dead)).toBe(count), PATIENCE);
const redrive = (more: object = {}) => redriveDead({ url: amqpUrl(), queue: desk.queue, ...more });

it.each([
  ["a frame", "", 65_480],
  ["a frame of another broker", "?frameMax=8192", 7_800],
])(
  "when a message's own headers fill %s, then it is tried again and dead all the same, and holds up no other",
  async (_, parameters, bytes) => {
    await desk.consumer({
      url: amqpUrl() + parameters,
      handlers: {
        StockLevelChangedEvent(event: StockfeedEvent) {
          if (event.position === "1") throw new Error("never ".repeat(500));
          seen.push(event.aggregateId);
        },
      },
    });
    const headers = { "x-position": "1", big: "x".repeat(bytes) };
    await desk.publish(changes([1]), { headers });
    await desk.publish(changes([2]));
    await eventually(() => expect(seen).toEqual(["item-2"]), PATIENCE);
    await deadAre(1);
    const letter = await desk.take(dead);
    expect(letter?.headers).toMatchObject({
      ...{ "x-headers-dropped": true, "x-position": "1", "x-attempts": 3 },
      ...{
        "x-original-routing-key": "inventory.stock.changed",
        "x-last-error": expect.stringMatching(/^(never ){100}/),
      },
    });
    expect(letter?.headers).not.toHaveProperty("big");
  },
);

it("when RabbitMQ has a limit for deliveries by default, then the queues of a consumer have none that is ever reached", async () => {
  await desk.consumer(failing);
  const declared = { "x-queue-type": "quorum", "x-delivery-limit": 2_147_483_647 };
  expect(await desk.has(dead, declared)).toBe(true);
  expect(await desk.has(desk.queue, { ...declared, "x-single-active-consumer": true })).toBe(true);
});

it("when a message names other queues, then its copies go to none of them", async () => {
  await desk.consumer(failing);
  await desk.publish(changes([1]), { headers: { CC: ["elsewhere"], own: "kept" } });
  await deadAre(1);
  const letter = await desk.take(dead);
  expect(letter?.headers).toMatchObject({ own: "kept" });
  expect(letter?.headers).not.toHaveProperty("CC");
});

it("when dead letters are moved back, then those that are wanted begin anew, and the others stay as they were", async () => {
  await desk.consumer(failing);
  await desk.publish(changes([1, 2, 3]));
  await deadAre(3);
  broken = false;
  const letters: DeadLetter[] = [];
  const notSecond = (letter: DeadLetter) => (letters.push(letter), letter.reason !== "the second");
  expect(await redrive({ where: notSecond })).toEqual({ moved: 2, passed: 1 });
  expect(letters[0]).toMatchObject({ eventType: "StockLevelChangedEvent", attempts: 1, redrives: 0 });
  await eventually(() => expect(seen).toEqual(["item-1@0", "item-3@0"]), PATIENCE);
  await deadAre(1);
  const second = letters.find(({ reason }) => reason === "the second");
  const isSecond = ({ eventId, reason, attempts }: DeadLetter) =>
    eventId === second?.eventId && reason === "the second" && attempts === 1;
  expect(await redrive({ where: isSecond })).toEqual({ moved: 1, passed: 0 });
  await eventually(() => expect(seen).toEqual(["item-1@0", "item-3@0", "item-2@0"]), PATIENCE);
  expect(await redrive()).toEqual({ moved: 0, passed: 0 });
});

it("when what is moved back is all that a consumer has seen, then the next event is no gap", async () => {
  const first = await desk.consumer(failing);
  await desk.publish(changes([1]));
  await deadAre(1);
  await first.close();
  await redrive();
  broken = false;
  const missed: object[] = [];
  await desk.consumer({ ...failing, onMissed: (missing) => void missed.push(missing) });
  await eventually(() => expect(seen).toEqual(["item-1@0"]), PATIENCE);
  await desk.publish(changes([5]));
  await eventually(() => expect(seen).toEqual(["item-1@0", "item-5@0"]), PATIENCE);
  expect(missed).toEqual([]);
});

it("when they die again, then each is moved once, and no more than the limit", async () => {
  const consumer = await desk.consumer(failing);
  await desk.publish(changes([1, 2, 3]));
  await deadAre(3);
  expect(await redrive({ limit: 2 })).toEqual({ moved: 2, passed: 0 });
  await eventually(() => expect(consumer.status().dead).toBe(5), PATIENCE);
  await deadAre(3);
  const redrives: number[] = [];
  const look = (letter: DeadLetter) => (redrives.push(letter.redrives), false);
  expect(await redrive({ where: look })).toEqual({ moved: 0, passed: 3 });
  expect(redrives.sort()).toEqual([0, 1, 1]);
});

it("when it is cut off between the copy and its end, then it is in both queues, and handled once", async () => {
  const store = createMemoryStore();
  const wire = await openTcpProxy(amqpUrl());
  try {
    const events = changes([1, 2]);
    const first = await desk.consumer({ ...failing, store });
    await desk.publish(events);
    await deadAre(2);
    await first.close();
    // Of its body: what comes before that is no message yet.
    wire.cutAt(`"eventId":"${events[1]?.eventId}"`, "delivered");
    await expect(redrive({ url: wire.url })).rejects.toThrow();
    await eventually(async () => expect(await desk.waiting(desk.queue)).toBe(2), PATIENCE);
    await deadAre(1);
    expect(await redrive()).toEqual({ moved: 1, passed: 0 });
    broken = false;
    const consumer = await desk.consumer({ ...failing, store });
    await eventually(() => expect(consumer.status()).toMatchObject({ handled: 2, duplicates: 1 }), PATIENCE);
    expect(seen).toEqual(["item-1@0", "item-2@0"]);
  } finally {
    await wire.close();
  }
});

it("when there is no queue to move to, or an option is not right, then it says so, and nothing is moved", async () => {
  await expect(redrive()).rejects.toThrow("NOT_FOUND");
  await expect(redrive({ queue: "" })).rejects.toThrow("queue is missing");
  await expect(redrive({ limit: -1 })).rejects.toThrow("limit must be 0 or more");
  await expect(redrive({ signal: AbortSignal.abort(new Error("not now")) })).rejects.toThrow("not now");
});
