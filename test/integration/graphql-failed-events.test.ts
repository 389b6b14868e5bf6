/** @needs postgres */
import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { FailedEventsQuery } from "../support/generated/graphql.js";
import { FAILED_EVENTS, PUBLISHER, RESOLVE_FAILED, RETRY_FAILED } from "../support/client/event-documents.js";
import { eventAt } from "../contract/sample-events.js";
import { query, uniqueName } from "../support/services.js";
import { openShop, type Shop } from "../support/shop.js";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
}, 60_000);

beforeEach(() => query(shop.url, "DELETE FROM sink_failure"));
afterAll(() => shop.close());

// A sink that nobody serves: what stands of it is touched by these tests alone.
const SINK = uniqueName("sink");
type State = "RETRYING" | "PARKED" | "HELD" | "DELIVERED" | "RESOLVED";

async function failed(
  state: State,
  over: { position?: number; key?: string; sink?: string; at?: number } = {},
) {
  const { position = 1, key = "InventoryItem/item-1", sink = SINK, at = 0 } = over;
  const event = eventAt(position);
  await query(
    shop.url,
    `INSERT INTO sink_failure (sink, position, key, state, event_id, attempts, last_error, event, next_attempt_at, parked_at, settled_at)
     VALUES ($1, $2, $3, $4, $5, 8, 'no route', $6, CASE WHEN $4 = 'RETRYING' THEN now() + interval '1 hour' END,
       CASE WHEN $4 = 'PARKED' THEN to_timestamp($7::float8) END, CASE WHEN $4 IN ('DELIVERED', 'RESOLVED') THEN now() END)`,
    [sink, position, key, state, event.eventId, JSON.stringify(event), 1_800_000_000 + at],
  );
  return event;
}

const row = async (eventId: string) =>
  (
    await query(shop.url, "SELECT *, next_attempt_at <= now() AS due FROM sink_failure WHERE event_id = $1", [
      eventId,
    ])
  )[0];
const nodes = ({ failedEvents }: FailedEventsQuery) => failedEvents.edges.map(({ node }) => node);

describe("the list of failed events", () => {
  it("when events are parked, then they are told with what is held behind each of them", async () => {
    const event = await failed("PARKED", { position: 3 });
    await failed("HELD", { position: 2 });
    await failed("HELD", { position: 4 });
    await failed("HELD", { position: 5 });
    await failed("HELD", { position: 6, key: "InventoryItem/other" });
    await failed("RETRYING", { position: 7, key: "InventoryItem/third" });
    await failed("RESOLVED", { position: 8 });
    const answer = await shop.admin.ask(FAILED_EVENTS, {});
    expect(nodes(answer)).toEqual([
      {
        ...{ sink: SINK, attempts: 8, lastError: "no route", heldBehind: 2 },
        parkedAt: new Date(1_800_000_000_000).toISOString(),
        event: {
          ...{ position: "3", eventId: event.eventId, eventType: event.type },
          data: {
            ...event.data,
            timestamp: new Date(event.occurredAt).toISOString(),
            correlationId: event.correlationId,
          },
        },
      },
    ]);
    expect(answer.failedEvents.totalCount).toBe(1);
    const { sinks } = (await shop.admin.ask(PUBLISHER, {})).eventPublisher;
    expect(sinks.every(({ parked }) => parked === 0)).toBe(true);
  });

  it("when it is walked in pages, then each comes once, the latest first, also where sinks and moments are equal", async () => {
    const other = uniqueName("sink");
    for (let index = 0; index < 7; index++) {
      const at = Math.floor(index / 2);
      await failed("PARKED", { position: index + 1, key: `k${index}`, sink: index % 3 ? SINK : other, at });
    }
    const all = nodes(await shop.admin.ask(FAILED_EVENTS, {}));
    expect(all).toHaveLength(7);
    expect(all.map(({ parkedAt }) => parkedAt)).toEqual(
      all
        .map(({ parkedAt }) => parkedAt)
        .sort()
        .reverse(),
    );
    const seen: typeof all = [];
    for (let after: string | null | undefined = null; ;) {
      const page: FailedEventsQuery = await shop.admin.ask(FAILED_EVENTS, { first: 2, after: after ?? null });
      expect(page.failedEvents.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...nodes(page));
      if (!page.failedEvents.pageInfo.hasNextPage) break;
      after = page.failedEvents.pageInfo.endCursor;
    }
    expect(seen).toEqual(all);
    const own = await shop.admin.ask(FAILED_EVENTS, { sink: other });
    expect(own.failedEvents.totalCount).toBe(3);
    expect(nodes(own).map(({ sink }) => sink)).toEqual([other, other, other]);
  });

  it("when a page or cursor cannot be, then it says why", async () => {
    const code = async (variables: object) =>
      (await shop.admin.send(FAILED_EVENTS, variables)).errors?.[0]?.extensions?.["code"];
    expect(await code({ first: 251 })).toBe("LIMIT_EXCEEDED");
    expect(await code({ after: Buffer.from("replay:x").toString("base64url") })).toBe("BAD_USER_INPUT");
    expect(await code({ sink: "" })).toBe("BAD_USER_INPUT");
  });
});

describe("a parked event", () => {
  it("when it is retried, then it is due at once with all its attempts before it, and who did it is kept", async () => {
    const { eventId } = await failed("PARKED");
    const input = { sink: SINK, eventId, note: "the queue is back" };
    const { retryFailedEvent } = await shop.admin.ask(RETRY_FAILED, { input });
    expect(retryFailedEvent).toEqual({ eventId, userErrors: [] });
    expect(await row(eventId)).toMatchObject({
      ...{ state: "RETRYING", attempts: 0, due: true, settled_at: null },
      ...{ settled_by: "admin", note: "the queue is back" },
    });
    const again = (await shop.admin.ask(RETRY_FAILED, { input })).retryFailedEvent;
    expect(again).toMatchObject({
      eventId: null,
      userErrors: [{ code: "INVALID_INPUT", field: ["eventId"] }],
    });
  });

  it("when it is resolved, then it is settled with the note, and is listed no more", async () => {
    const { eventId } = await failed("PARKED");
    const input = { sink: SINK, eventId, note: "sent by hand" };
    const { resolveFailedEvent } = await shop.admin.ask(RESOLVE_FAILED, { input });
    expect(resolveFailedEvent).toEqual({ eventId, userErrors: [] });
    expect(await row(eventId)).toMatchObject({
      ...{ state: "RESOLVED", settled_by: "admin", note: "sent by hand", settled_at: expect.any(Date) },
    });
    expect(nodes(await shop.admin.ask(FAILED_EVENTS, {}))).toEqual([]);
  });

  it("when two operators settle it at once, then one of them does", async () => {
    const { eventId } = await failed("PARKED");
    const input = { sink: SINK, eventId, note: null };
    const answers = await Promise.all([
      shop.admin.ask(RETRY_FAILED, { input }).then((answer) => answer.retryFailedEvent),
      shop.admin.ask(RETRY_FAILED, { input }).then((answer) => answer.retryFailedEvent),
    ]);
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });
});

describe("an event in another state", () => {
  it("when it is being retried, then it can be resolved, not retried", async () => {
    const { eventId } = await failed("RETRYING");
    const input = { sink: SINK, eventId, note: null };
    expect((await shop.admin.ask(RETRY_FAILED, { input })).retryFailedEvent.userErrors).toMatchObject([
      { code: "INVALID_INPUT", message: expect.stringContaining("being retried") },
    ]);
    expect((await shop.admin.ask(RESOLVE_FAILED, { input })).resolveFailedEvent).toEqual({
      eventId,
      userErrors: [],
    });
    expect(await row(eventId)).toMatchObject({ state: "RESOLVED", next_attempt_at: null });
  });

  it.each(["HELD", "DELIVERED", "RESOLVED"] as const)(
    "when it is %s, then it is neither retried nor resolved",
    async (state) => {
      const { eventId } = await failed(state);
      const input = { sink: SINK, eventId, note: null };
      const { retryFailedEvent } = await shop.admin.ask(RETRY_FAILED, { input });
      const { resolveFailedEvent } = await shop.admin.ask(RESOLVE_FAILED, { input });
      for (const { userErrors } of [retryFailedEvent, resolveFailedEvent]) {
        expect(userErrors).toMatchObject([{ code: "INVALID_INPUT", field: ["eventId"] }]);
      }
      expect(await row(eventId)).toMatchObject({ state, settled_by: null });
    },
  );

  it("when the sink has not failed with it, then NOT_FOUND", async () => {
    const { eventId } = await failed("PARKED");
    for (const input of [
      { sink: SINK, eventId: randomUUID(), note: null },
      { sink: SINK, eventId: "no uuid", note: null },
      { sink: "other", eventId, note: null },
    ]) {
      const { resolveFailedEvent } = await shop.admin.ask(RESOLVE_FAILED, { input });
      expect(resolveFailedEvent).toMatchObject({ eventId: null, userErrors: [{ code: "NOT_FOUND" }] });
    }
  });

  it("when there is no such sink, then it is the sink that is named, else the event", async () => {
    const known = uniqueName("sink");
    await query(shop.url, "INSERT INTO sink_cursor (name, position) VALUES ($1, 0)", [known]);
    const { eventId } = await failed("PARKED");
    const field = async (sink: string) => {
      const input = { sink, eventId, note: null };
      const { resolveFailedEvent } = await shop.admin.ask(RESOLVE_FAILED, { input });
      const { retryFailedEvent } = await shop.admin.ask(RETRY_FAILED, { input });
      return [resolveFailedEvent, retryFailedEvent].map(({ userErrors }) => userErrors[0]?.field);
    };

    expect(await field("nowhere")).toEqual([["sink"], ["sink"]]);
    expect(await field(known)).toEqual([["eventId"], ["eventId"]]);
    await query(shop.url, "DELETE FROM sink_cursor WHERE name = $1", [known]);
  });

  it("when the input is not valid, then its field is named", async () => {
    const { eventId } = await failed("PARKED");
    const fields = async (over: object) => {
      const input = { sink: SINK, eventId, note: null, ...over };
      const { userErrors } = (await shop.admin.ask(RESOLVE_FAILED, { input })).resolveFailedEvent;
      return userErrors.map(({ code, field }) => `${code} ${field.join(".")}`);
    };
    expect(await fields({ note: "" })).toEqual(["INVALID_INPUT note"]);
    expect(await fields({ note: " \t\n" })).toEqual(["INVALID_INPUT note"]);
    expect(await fields({ note: "x".repeat(1_001) })).toEqual(["INVALID_INPUT note"]);
    expect(await fields({ sink: "", eventId: "" })).toEqual(["INVALID_INPUT sink", "INVALID_INPUT eventId"]);
    expect(await row(eventId)).toMatchObject({ state: "PARKED" });
  });
});
