/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  CANCEL_REPLAY,
  PUBLISHER,
  REPLAY,
  REPLAY_EVENTS,
  REPLAYS,
} from "../support/client/event-documents.js";
import { eventually } from "../support/eventually.js";
import type { ReplayEventsInput, ReplaysQuery } from "../support/generated/graphql.js";
import { query } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;
let head: number;

beforeAll(async () => {
  shop = await openShop();
  await shop.item({ id: "a", quantity: 5 });
  await shop.item({ id: "b", quantity: 5 });
  await eventually(async () => {
    const { headPosition, pending } = (await shop.admin.ask(PUBLISHER, {})).eventPublisher;
    expect(pending).toBe(0);
    head = Number(headPosition);
  });
}, 60_000);

afterAll(() => shop.close());

const ask = async (input: Partial<ReplayEventsInput>, client = shop.admin) =>
  (await client.ask(REPLAY_EVENTS, { input: { queue: "again", ...input } })).replayEvents;
const errors = async (input: Partial<ReplayEventsInput>) => {
  const { replayId, count, userErrors } = await ask(input);
  expect([replayId, count]).toEqual([null, 0]);
  return userErrors.map(({ code, field }) => `${code} ${field.join(".")}`);
};

describe("asking for a replay", () => {
  it("when it can be, then it answers how many events will be sent, and what it is", async () => {
    const answer = await ask({ afterPosition: "1", productVariantIds: ["a"] });
    expect(answer.userErrors).toEqual([]);
    const [{ own } = { own: 0 }] = await query<{ own: number }>(
      shop.url,
      "SELECT count(*)::int AS own FROM feed WHERE aggregate_id = 'a' AND position > 1",
    );
    expect(answer).toMatchObject({
      count: own,
      replay: {
        ...{ queue: "again", throughExchange: false, afterPosition: "1", untilPosition: String(head) },
        ...{ eventsPerSecond: 1_000, total: own, requestedBy: "admin" },
      },
    });
    const { replay } = await shop.admin.ask(REPLAY, { id: answer.replayId as string });
    expect(replay).toMatchObject({
      id: answer.replayId,
      sink: "memory",
      productVariantIds: ["a"],
      types: null,
    });
  });

  it("when nothing is to be sent, then there is no replay", async () => {
    expect(await ask({ types: ["WarehouseCreatedEvent"] })).toMatchObject({
      ...{ replayId: null, count: 0, replay: null, userErrors: [] },
    });
    expect(await ask({ afterPosition: String(head) })).toMatchObject({ count: 0, userErrors: [] });
    expect(await ask({ types: [] })).toMatchObject({ count: 0, userErrors: [] });
    expect(await ask({ since: new Date(Date.now() + 3_600_000).toISOString() })).toMatchObject({ count: 0 });
  });

  it("when there is no such queue, then it fails, and says so", async () => {
    const { replayId } = await ask({ queue: "nowhere" });
    await eventually(async () => {
      const { replay } = await shop.admin.ask(REPLAY, { id: replayId as string });
      expect(replay).toMatchObject({
        state: "FAILED",
        sent: 0,
        lastError: expect.stringMatching(/^The queue "[^"]+": .*return/),
      });
    });
  });

  it("when it goes through the exchange, then its name must be given, and it is done", async () => {
    expect(await errors({ throughExchange: true })).toEqual(["INVALID_INPUT queue"]);
    const { replayId, count } = await ask({ queue: "inventory.events", throughExchange: true });
    expect(count).toBe(head);
    await eventually(async () => {
      const { replay } = await shop.admin.ask(REPLAY, { id: replayId as string });
      expect(replay).toMatchObject({ state: "DONE", sent: head, total: head, position: String(head) });
    });
  });

  it("when its input is not valid, then each field is named", async () => {
    expect(await errors({ queue: "" })).toEqual(["INVALID_INPUT queue"]);
    expect(await errors({ queue: "ö".repeat(128) })).toEqual(["INVALID_INPUT queue"]);
    expect(await errors({ queue: "amq.topic" })).toEqual(["INVALID_INPUT queue"]);
    expect(await errors({ afterPosition: "3", untilPosition: "2" })).toEqual(["INVALID_INPUT untilPosition"]);
    expect(await errors({ afterPosition: String(head + 1) })).toEqual(["INVALID_INPUT afterPosition"]);
    expect(await errors({ untilPosition: String(head + 1) })).toEqual(["INVALID_INPUT untilPosition"]);
    expect(await errors({ eventsPerSecond: 0 })).toEqual(["INVALID_INPUT eventsPerSecond"]);
    expect(await errors({ eventsPerSecond: 1_001 })).toEqual(["INVALID_INPUT eventsPerSecond"]);
    expect(await errors({ types: ["StockoutEvent", "Theft"], productVariantIds: ["a", ""] })).toEqual([
      "INVALID_INPUT types.1",
      "INVALID_INPUT productVariantIds.1",
    ]);
    const many = Array.from({ length: 251 }, (_, index) => `id-${index}`);
    expect(await errors({ productVariantIds: many })).toEqual(["LIMIT_EXCEEDED productVariantIds"]);
    expect(await errors({ idempotencyKey: "" })).toEqual(["INVALID_INPUT idempotencyKey"]);
  });

  it("when it reaches further back than the feed, then it is refused and says how far that reaches", async () => {
    await query(shop.url, "UPDATE feed_day SET first_position = 3");
    try {
      expect(await errors({ afterPosition: "1" })).toEqual(["INVALID_INPUT afterPosition"]);
      expect(await errors({ untilPosition: "1" })).toEqual(["INVALID_INPUT untilPosition"]);
      expect(await errors({ since: new Date(0).toISOString() })).toEqual(["INVALID_INPUT since"]);
      const { replay } = await ask({});
      expect(replay).toMatchObject({ afterPosition: "2", total: head - 2 });
    } finally {
      await query(shop.url, "UPDATE feed_day SET first_position = 1");
    }
  });

  it("when the same is asked again with its key, then it is the same replay; other things are refused", async () => {
    const input = { types: ["InventoryItemCreatedEvent"], idempotencyKey: "once" };
    const [first, again] = await Promise.all([ask(input), ask(input)]);
    expect(first?.count).toBe(2);
    expect(again).toMatchObject({ replayId: first?.replayId, count: 2 });
    expect((await ask(input)).replayId).toBe(first?.replayId);
    expect(await errors({ ...input, queue: "other" })).toEqual(["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
  });
});

describe("the replays", () => {
  it("when they are listed in pages, then the newest come first, each once", async () => {
    for (let count = 0; count < 5; count++) await ask({ untilPosition: "1" });
    const ids: string[] = [];
    for (let after: string | null | undefined = null; ;) {
      const { replays }: ReplaysQuery = await shop.admin.ask(REPLAYS, { first: 2, after: after ?? null });
      expect(replays.pageInfo.hasPreviousPage).toBe(after !== null);
      ids.push(...replays.edges.map(({ node }) => node.id));
      if (!replays.pageInfo.hasNextPage) {
        expect(replays.totalCount).toBe(ids.length);
        break;
      }
      after = replays.pageInfo.endCursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it("when one is cancelled, then it is over; one that is over cannot be, one that is not there is not found", async () => {
    const { replayId } = await ask({ queue: "inventory.events", throughExchange: true, eventsPerSecond: 1 });
    const id = replayId as string;
    const { cancelReplay } = await shop.admin.ask(CANCEL_REPLAY, { id });
    expect(cancelReplay).toEqual({ replay: { id, state: "CANCELLED" }, userErrors: [] });
    await query(shop.url, "UPDATE replay SET state = 'DONE' WHERE id = $1", [id]);
    const over = (await shop.admin.ask(CANCEL_REPLAY, { id })).cancelReplay;
    expect(over).toMatchObject({ replay: null, userErrors: [{ code: "INVALID_INPUT", field: ["id"] }] });
    const none = (await shop.admin.ask(CANCEL_REPLAY, { id: "none" })).cancelReplay;
    expect(none).toMatchObject({ replay: null, userErrors: [{ code: "NOT_FOUND", field: ["id"] }] });
    expect(await shop.admin.ask(REPLAY, { id: "none" })).toEqual({ replay: null });
  });

  it("when the token is no admin's, or confined to warehouses, then all of it is FORBIDDEN", async () => {
    for (const client of [await shop.client("storefront"), await shop.client("admin", ["MAIN"])]) {
      const answers = [
        await client.send(REPLAYS, {}),
        await client.send(REPLAY_EVENTS, { input: { queue: "again" } }),
        await client.send(CANCEL_REPLAY, { id: "x" }),
      ];
      for (const { errors: [error] = [] } of answers)
        expect(error?.extensions).toMatchObject({ code: "FORBIDDEN" });
    }
  });
});
