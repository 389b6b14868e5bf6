/** @needs rabbitmq */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createMemoryStore, type StockfeedEvent } from "../../src/kit/index.js";
import { eventually } from "../support/eventually.js";
import { changes, openKitDesk, type KitDesk } from "../support/kit-desk.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const PATIENCE = { timeoutMs: 60_000 };

let desk: KitDesk;
let seen: string[];
const note = (event: StockfeedEvent) => void seen.push(`${event.aggregateId}@${event.position}`);
const seenAre = (expected: string[]) => eventually(() => expect(seen).toEqual(expected), PATIENCE);

beforeEach(async () => {
  seen = [];
  desk = await openKitDesk();
});
afterEach(() => desk.close());

it("when events come twice, then each is handled once, those of an item in their order, side by side with others", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const consumer = await desk.consumer({
    handlers: {
      async StockLevelChangedEvent(event) {
        if (event.position === "1") await held;
        note(event);
      },
    },
  });
  const [slow, quick] = [changes([1, 3], "slow"), changes([2, 4], "quick")];
  await desk.publish([slow[0], quick[0], slow[1], quick[1], quick[0], slow[0]] as object[]);
  await seenAre(["quick@2", "quick@4"]);
  release();
  await seenAre(["quick@2", "quick@4", "slow@1", "slow@3"]);
  await eventually(() => expect(consumer.status()).toMatchObject({ handled: 4, duplicates: 2, position: 4 }));
});

it("when a handler fails, then its event comes again, to this consumer alone, and others pass it", async () => {
  const attempts: number[] = [];
  await desk.consumer({
    handlers: {
      StockLevelChangedEvent(event, { attempt }) {
        if (event.position === "1" && attempts.push(attempt) < 3) throw new Error("not now");
        note(event);
      },
    },
  });
  const other = `${desk.queue}.other`;
  const bystander = await desk.consumer({ queue: other, retryPausesMs: [] });
  await desk.publish(changes([1, 2], "item"));
  await seenAre(["item@2", "item@1"]);
  expect(attempts).toEqual([0, 1, 2]);
  await eventually(() => expect(bystander.status().position).toBe(2));
  await bystander.close();
  expect(await desk.waiting(other)).toBe(0);
  await desk.remove(other, `${other}.dead`);
});

it("when it fails in order, then those of its item wait behind it", async () => {
  await desk.consumer({
    failing: "in order",
    handlers: {
      StockLevelChangedEvent(event, { attempt }) {
        if (event.position === "1" && attempt < 2) throw new Error("not now");
        note(event);
      },
    },
  });
  await desk.publish([...changes([1, 2], "item"), ...changes([3], "other")]);
  await eventually(() => expect(seen).toHaveLength(3), PATIENCE);
  expect(seen.filter((each) => each.startsWith("item"))).toEqual(["item@1", "item@2"]);
});

it("when it fails for good, or is no event, then it is dead with its reason, and nothing waits for it", async () => {
  const consumer = await desk.consumer({
    handlers: {
      StockLevelChangedEvent(event) {
        if (event.position === "1") throw new Error("never");
        note(event);
      },
    },
    onUnknown: ({ eventType, position }) => void seen.push(`${eventType}@${position}`),
  });
  const [poison, good, other, next] = changes([1, 2, 3, 4]);
  const major = { ...other, eventVersion: "2.0" };
  const painted = { ...next, eventType: "ShelfPaintedEvent", eventVersion: "9.0" };
  await desk.publish([poison, major, good, painted] as object[]);
  await eventually(() => expect(consumer.status().dead).toBe(2), PATIENCE);
  await seenAre(["item-2@2", "ShelfPaintedEvent@4"]);
  const letters = [await desk.take(`${desk.queue}.dead`), await desk.take(`${desk.queue}.dead`)];
  const byId = new Map(letters.map((letter) => [letter?.body.eventId, letter?.headers]));
  expect(byId.get(poison?.eventId)).toMatchObject({
    ...{ "x-last-error": "never", "x-attempts": 3, "x-original-routing-key": "inventory.stock.changed" },
  });
  expect(byId.get(other?.eventId)).toMatchObject({
    "x-last-error": expect.stringContaining("unknown major version"),
  });
});

it("when the connection is lost, then it comes back with its prefetch, and nothing is lost or done twice", async () => {
  const wire = await openTcpProxy(amqpUrl());
  try {
    let [running, most] = [0, 0];
    let release = (): void => undefined;
    let held = new Promise<void>((resolve) => (release = resolve));
    const consumer = await desk.consumer({
      url: wire.url,
      prefetch: 3,
      handlers: {
        async StockLevelChangedEvent(event) {
          most = Math.max(most, ++running);
          await held;
          running -= 1;
          note(event);
        },
      },
    });
    const events = changes([1, 2, 3, 4, 5, 6, 7, 8]);
    await desk.publish(events);
    await eventually(() => expect(running).toBe(3), PATIENCE);
    wire.cut();
    await eventually(() => expect(consumer.status().state).toBe("connecting"));
    release();
    held = new Promise<void>((resolve) => (release = resolve));
    await eventually(async () => expect(consumer.status().state).toBe("live"), PATIENCE);
    await eventually(() => expect(running).toBe(3), PATIENCE);
    await eventually(async () => expect(await desk.waiting(desk.queue)).toBe(2), PATIENCE);
    release();
    await eventually(() => expect(seen).toHaveLength(8), PATIENCE);
    expect(new Set(seen)).toHaveProperty("size", 8);
    expect(most).toBe(3);
    await eventually(async () => expect(consumer.status().duplicates).toBe(3));
  } finally {
    await wire.close();
  }
});

it("when it is closed, then what is under way is finished, and the rest waits for the next", async () => {
  const store = createMemoryStore();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let begun = 0;
  const first = await desk.consumer({
    store,
    prefetch: 2,
    handlers: {
      async StockLevelChangedEvent(event) {
        begun += 1;
        await held;
        note(event);
      },
    },
  });
  await desk.publish(changes([1, 2, 3, 4]));
  await eventually(() => expect(begun).toBe(2), PATIENCE);
  const closing = first.close();
  release();
  await closing;
  expect(seen.sort()).toEqual(["item-1@1", "item-2@2"]);
  expect(await store.loadPosition()).toBe(2);
  await eventually(async () => expect(await desk.waiting(desk.queue)).toBe(2));
  await desk.consumer({ store, handlers: { StockLevelChangedEvent: note } });
  await eventually(
    () => expect(seen.sort()).toEqual(["item-1@1", "item-2@2", "item-3@3", "item-4@4"]),
    PATIENCE,
  );
});

it("when an option is not right, then it says which", async () => {
  await expect(desk.consumer({ prefetch: 0 })).rejects.toThrow("prefetch must be a whole number");
  await expect(desk.consumer({ bindings: [] })).rejects.toThrow("bindings");
  await expect(desk.consumer({ queue: "" })).rejects.toThrow("queue is missing");
  const consumer = await desk.consumer({ queue: desk.queue });
  await expect(consumer.catchUp()).rejects.toThrow("catchUp is not among the options");
});

it("when a message is signed by nobody we know, then it is dead", async () => {
  const { createServer } = await import("node:http");
  const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [] }))).listen(
    0,
    "127.0.0.1",
  );
  try {
    await eventually(() => expect(keys.address()).not.toBeNull());
    const { port } = keys.address() as { port: number };
    const consumer = await desk.consumer({
      signedBy: `http://127.0.0.1:${port}/keys.json`,
      handlers: { StockLevelChangedEvent: note },
    });
    const protectedHeader = Buffer.from(
      JSON.stringify({ alg: "EdDSA", kid: randomUUID(), b64: false, crit: ["b64"] }),
    );
    await desk.publish(changes([1]));
    await desk.publish(changes([2]), {
      headers: { "x-jws-signature": `${protectedHeader.toString("base64url")}..AAAA` },
    });
    await eventually(() => expect(consumer.status().dead).toBe(2), PATIENCE);
    expect(seen).toEqual([]);
  } finally {
    keys.close();
  }
});
