/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MOST_LOOKED_AT } from "../../src/usecases/read-events.js";
import { ATTACH, EVENTS, PUBLISHER } from "../support/client/event-documents.js";
import type { EventsQuery } from "../support/generated/graphql.js";
import { eventually } from "../support/eventually.js";
import { insertEvents } from "../support/raw-feed.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;

/** a: created, filled by two, reserved and released; 8 events and more. */
beforeAll(async () => {
  shop = await openShop();
  await shop.item({ id: "a", quantity: 2 });
  await shop.reserve("o1", [{ productVariantId: "a", quantity: 2 }]);
  await eventually(async () => expect((await status()).pending).toBe(0));
}, 60_000);

afterAll(() => shop.close());

const status = async () => (await shop.admin.ask(PUBLISHER, {})).eventPublisher;
const types = ({ events }: EventsQuery) => events.map(({ eventType }) => eventType);
const refusal = async (variables: Parameters<typeof shop.admin.ask<EventsQuery, object>>[1]) =>
  (await shop.admin.send(EVENTS, variables)).errors?.[0]?.extensions;

describe("events", () => {
  it("when they are read page by page until there are none, then each comes once, in order, as consumers get it", async () => {
    const all: EventsQuery["events"] = [];
    for (;;) {
      const { events } = await shop.admin.ask(EVENTS, { after: all.at(-1)?.position ?? null, first: 3 });
      if (events.length === 0) break;
      all.push(...events);
    }
    const { headPosition } = await status();
    expect(all.map(({ position }) => Number(position))).toEqual(all.map((_, index) => index + 1));
    expect(all).toHaveLength(Number(headPosition));
    const reserved = all.find(({ eventType }) => eventType === "InventoryReservedEvent");
    expect(reserved).toMatchObject({
      ...{ aggregateId: "a", eventVersion: "1.0" },
      data: {
        ...{ productVariantId: "a", quantityReserved: 2, orderId: "o1" },
        ...{ timestamp: reserved?.occurredAt, correlationId: reserved?.correlationId },
      },
    });
    expect(await shop.admin.ask(EVENTS, { after: headPosition })).toEqual({ events: [] });
    expect(await shop.admin.ask(EVENTS, { first: 0 })).toEqual({ events: [] });
  });

  it("when types are given, then no others come, and the page is filled with them", async () => {
    const wanted = ["InventoryReservedEvent", "StockoutEvent", "AllocationCreatedEvent"];
    const found = types(await shop.admin.ask(EVENTS, { types: wanted }));
    expect([...found].sort()).toEqual([...wanted].sort());
    expect(types(await shop.admin.ask(EVENTS, { types: wanted, first: 1 }))).toEqual(found.slice(0, 1));
    expect(types(await shop.admin.ask(EVENTS, { types: [] }))).toEqual([]);
    expect(types(await shop.admin.ask(EVENTS, { types: ["WarehouseCreatedEvent"] }))).toEqual([]);
  });

  it("when the question cannot be, then it says why", async () => {
    const beyond = Number((await status()).headPosition) + 1;
    expect(await refusal({ after: String(beyond) })).toMatchObject({ code: "POSITION_UNKNOWN" });
    expect(await refusal({ types: ["StockoutEvent", "Theft"] })).toMatchObject({
      code: "BAD_USER_INPUT",
      field: ["types", "1"],
    });
    expect(await refusal({ first: 251 })).toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect(await refusal({ first: -1 })).toMatchObject({ code: "BAD_USER_INPUT", field: ["first"] });
    expect(await refusal({ after: "-1" })).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  it("when what is rare lies far behind, then one call looks at a part of the feed, and says where to go on", async () => {
    const feed = await openShop();
    try {
      await insertEvents(feed.url, { count: MOST_LOOKED_AT + 10, lastType: "StockoutEvent" });
      const asked = { types: ["StockoutEvent"] };
      const first = (await feed.admin.send(EVENTS, asked)).errors?.[0]?.extensions;
      expect(first).toEqual({ code: "LIMIT_EXCEEDED", resumeAfter: String(MOST_LOOKED_AT) });
      const after = first?.["resumeAfter"] as string;
      const { events } = await feed.admin.ask(EVENTS, { ...asked, after });
      expect(events.map(({ position }) => position)).toEqual([String(MOST_LOOKED_AT + 10)]);
      await query(feed.url, "DELETE FROM feed WHERE position <= 20");
      await query(feed.url, "UPDATE feed_day SET first_position = 21");
      const expired = (await feed.admin.send(EVENTS, { after: "19" })).errors?.[0]?.extensions;
      expect(expired).toMatchObject({ code: "POSITION_EXPIRED" });
      const oldest = await feed.admin.ask(EVENTS, { first: 1 });
      expect(oldest.events[0]?.position).toBe("21");
    } finally {
      await feed.close();
    }
  });
});

describe("the publisher's status", () => {
  it("when all is delivered, then no sink lags", async () => {
    await eventually(async () => {
      const { headPosition, sinks } = await status();
      expect(sinks.map(({ name }) => name)).toEqual(["live", "memory"]);
      for (const sink of sinks) {
        expect(sink).toMatchObject({
          position: headPosition,
          lagEvents: 0,
          lagMs: 0,
          state: "RUNNING",
          parked: 0,
        });
      }
    });
  });

  it("when a sink has not been given events, then its lag is their number and the age of the oldest", async () => {
    const name = uniqueName("sink");
    const head = Number((await status()).headPosition);
    await query(shop.url, "INSERT INTO sink_cursor (name, position, last_error) VALUES ($1, $2, 'away')", [
      name,
      head - 3,
    ]);
    const [row] = await query<{ age: number }>(
      shop.url,
      `SELECT (extract(epoch FROM clock_timestamp() - occurred_at) * 1000)::int AS age FROM feed WHERE position = $1`,
      [head - 2],
    );
    const sink = (await status()).sinks.find((each) => each.name === name);
    expect(sink).toMatchObject({ lagEvents: 3, position: String(head - 3), lastError: "away" });
    expect(sink?.lagMs).toBeGreaterThanOrEqual(row?.age as number);
    expect(sink?.lagMs).toBeLessThan((row?.age as number) + 30_000);
    await query(shop.url, "DELETE FROM sink_cursor WHERE name = $1", [name]);
  });
});

describe("a detached sink", () => {
  const detach = async (position: number) => {
    const name = uniqueName("sink");
    await query(shop.url, "INSERT INTO sink_cursor (name, position, state) VALUES ($1, $2, 'DETACHED')", [
      name,
      position,
    ]);
    return name;
  };
  const forget = (name: string) => query(shop.url, "DELETE FROM sink_cursor WHERE name = $1", [name]);

  it("when it is attached, then it goes on from where it was", async () => {
    const sink = await detach(2);
    const { attachSink } = await shop.admin.ask(ATTACH, { sink });
    expect(attachSink).toEqual({
      sink: { name: sink, state: "RUNNING", position: "2" },
      missedEvents: 0,
      userErrors: [],
    });
    const again = await shop.admin.ask(ATTACH, { sink });
    expect(again.attachSink).toMatchObject({
      sink: null,
      userErrors: [{ code: "INVALID_INPUT", field: ["sink"] }],
    });
    await forget(sink);
  });

  it("when the feed has lost what it missed, then it goes on from the oldest there is, and that is told", async () => {
    const sink = await detach(1);
    await query(shop.url, "UPDATE feed_day SET first_position = 5");
    const { attachSink } = await shop.admin.ask(ATTACH, { sink });
    await query(shop.url, "UPDATE feed_day SET first_position = 1");
    expect(attachSink).toMatchObject({ sink: { position: "4" }, missedEvents: 3, userErrors: [] });
    await forget(sink);
  });

  it("when there is none of that name, then NOT_FOUND", async () => {
    const { attachSink } = await shop.admin.ask(ATTACH, { sink: "nowhere" });
    expect(attachSink).toMatchObject({ sink: null, userErrors: [{ code: "NOT_FOUND", field: ["sink"] }] });
  });
});

it("when the token is no admin's, or confined to warehouses, then all of it is FORBIDDEN", async () => {
  for (const client of [await shop.client("order-service"), await shop.client("admin", ["MAIN"])]) {
    for (const { errors } of [await client.send(EVENTS, {}), await client.send(PUBLISHER, {})]) {
      expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
    }
  }
});
