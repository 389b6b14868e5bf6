/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { FeedWindow, type FeedLoss } from "../../src/pipeline/feed-window.js";
import { createFeedRetention } from "../../src/store/feed/retention.js";
import type { FeedRetention } from "../../src/ports/feed-retention.js";
import { eventually } from "../support/eventually.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { cursorAt, fillDays, pastDays } from "../support/feed-days.js";
import { sinkThat, startTestRelay } from "../support/relay.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;
let retention: FeedRetention;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  retention = createFeedRetention(store.database.pool);
});

afterEach(async () => {
  await store.close();
  await database.drop();
});

const url = () => database.url;
const forget = async (days = 1, live: string[] = []) => (await retention.forget(days, live)).length;

async function dropAll(): Promise<void> {
  while ((await retention.drop()) !== null) continue;
}

async function openClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url() });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const replay = (state: string, position: number) =>
  query(
    url(),
    `INSERT INTO replay (id, sink, destination, after_position, until_position, events_per_second, state, position,
       total, requested_by) VALUES (gen_random_uuid(), 's', 'q', 0, 1000, 1, $1, $2, 1, 'x')`,
    [state, position],
  );

describe("retention of the feed", () => {
  it("when every sink has passed a day and its period is over, then it is gone and the feed goes on", async () => {
    await fillDays(url(), [5, 4, 3, 1], 10);
    await cursorAt(url(), "rabbitmq", 40);
    // The third day before this one has ended two days ago and some hours.
    expect(await forget(3)).toBe(2);
    expect(await store.log.floor()).toBe(20);
    await dropAll();
    expect(await pastDays(url())).toEqual([3, 1, 0]);
    expect((await store.log.after(0, 100)).map(({ position }) => position)).toEqual(
      Array.from({ length: 20 }, (_, index) => 21 + index),
    );
    await stockUp(store, uniqueName("item"), 1);
    expect((await store.log.sequence(1, 100))?.map(({ position }) => position)).toEqual([41, 42, 43]);
    expect(await forget(1)).toBe(1);
    expect(await store.log.floor()).toBe(30);
  });

  it("when a durable sink is behind, then its next event's day and all later ones stay", async () => {
    await fillDays(url(), [6, 5, 4, 3], 10);
    await cursorAt(url(), "rabbitmq", 40);
    await cursorAt(url(), "slow", 19);
    expect(await forget()).toBe(1);
    await cursorAt(url(), "slow", 20);
    expect(await forget()).toBe(1);
    expect(await store.log.floor()).toBe(20);
  });

  it("when a sink is detached, live, or below the floor, then only the last one holds anything", async () => {
    await fillDays(url(), [6, 5, 4], 10);
    await cursorAt(url(), "gone", 0, "DETACHED");
    await cursorAt(url(), "live", 0);
    expect(await forget(1, ["live"])).toBe(2);
    await fillDays(url(), [3, 2], 10);
    // Attached again after its events are gone: it gets what there is.
    await cursorAt(url(), "gone", 0);
    expect(await forget(1, ["live"])).toBe(0);
  });

  it("when a replay runs, then what it has not sent yet stays; one that has ended holds nothing", async () => {
    await fillDays(url(), [6, 5, 4], 10);
    await replay("DONE", 0);
    await replay("RUNNING", 10);
    expect(await forget()).toBe(1);
    await query(url(), "UPDATE replay SET state = 'CANCELLED'");
    expect(await forget()).toBe(1);
  });

  it("when a replay that runs was not touched for a week, since nobody serves its sink any more, then it holds nothing", async () => {
    await fillDays(url(), [16, 15, 14], 10);
    await replay("RUNNING", 10);
    expect(await forget()).toBe(1);
    await query(url(), "UPDATE replay SET updated_at = now() - interval '8 days'");
    expect(await forget()).toBe(1);
  });

  it("when nothing was written for long, then the newest event's day stays all the same", async () => {
    await fillDays(url(), [60, 50], 10);
    expect(await forget()).toBe(1);
    await dropAll();
    expect(await pastDays(url())).toEqual([50, 0]);
    expect(await store.log.head()).toBe(20);
  });

  it("when there was never an event, then nothing of today or later is dropped", async () => {
    await retention.prepare();
    expect(await forget()).toBe(0);
    await dropAll();
    await stockUp(store, uniqueName("item"), 1);
    expect(await store.log.sequence(1, 100)).toHaveLength(3);
  });

  it("when days are prepared, again and again, then there are partitions of today and the next three", async () => {
    await Promise.all([retention.prepare(), retention.prepare()]);
    await retention.prepare();
    const [days] = await query<{ ahead: number }>(
      url(),
      `SELECT count(*)::int AS ahead FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'feed'::regclass
         AND c.relname >= 'feed_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')`,
    );
    expect(days?.ahead).toBe(4);
  });

  it("when a sink's oldest waiting event is too old, then it is detached, with the reason", async () => {
    await fillDays(url(), [9, 7, 1], 10);
    await cursorAt(url(), "dead", 5);
    await cursorAt(url(), "slow", 12);
    await cursorAt(url(), "live", 0);
    await cursorAt(url(), "good", 30);
    await cursorAt(url(), "late", 6);
    await query(url(), "UPDATE sink_cursor SET updated_at = now() WHERE name = 'late'");
    expect(await retention.detach(8, ["live"])).toEqual([{ name: "dead", position: 5 }]);
    expect(await retention.detach(8, ["live"])).toEqual([]);
    expect(
      await query(url(), "SELECT name, state, last_error FROM sink_cursor WHERE state <> 'RUNNING'"),
    ).toEqual([{ name: "dead", state: "DETACHED", last_error: "it was further behind than 8 days" }]);
    expect(await forget(1, ["live", "late"])).toBe(1);
  });

  it("when a durable sink is new, then it begins where the feed does", async () => {
    await fillDays(url(), [6, 5], 10);
    await forget();
    expect(await store.log.cursor("new", 0)).toBe(10);
    expect(await store.log.cursor("live", 20)).toBe(20);
  });
});

describe("the relay's retention", () => {
  it("when it runs, then it detaches who is too late, drops what is over, and makes days ahead", async () => {
    await fillDays(url(), [9, 8, 3, 2], 10);
    await cursorAt(url(), "dead", 5);
    await cursorAt(url(), "good", 40);
    // It holds nothing, so the first round is not too early for it.
    const { sink } = sinkThat(() => [], "live");
    const relay = startTestRelay(store, sink, {
      retaining: { retention, days: 4, longestLagDays: 7, graceMs: 0 },
    });
    await eventually(async () => expect(await pastDays(url())).toEqual([3, 2, 0]));
    await relay.stop();
    expect(relay.told.filter((each) => each === "detached")).toHaveLength(1);
    const states = await query(url(), "SELECT name FROM sink_cursor WHERE state = 'DETACHED'");
    expect(states).toEqual([{ name: "dead" }]);
  });

  it("when a sink is attached again behind the floor, then it goes on there, and the loss is told", async () => {
    await fillDays(url(), [6, 5, 4], 10);
    await forget();
    await dropAll();
    const losses: FeedLoss[] = [];
    const window = new FeedWindow(store.log, await store.log.head(), (loss) => losses.push(loss));
    expect((await window.after(7, 100)).map(({ position }) => position)[0]).toBe(21);
    expect(await window.after(20, 100)).toHaveLength(10);
    expect(losses).toEqual([{ after: 7, lost: 13 }]);
  });
});

describe("the cost of retention", () => {
  it("when there is much more history, then it looks at no more pages", async () => {
    await cursorAt(url(), "slow", 15);
    const pages = async () => {
      const explained: Explained[] = [];
      const explaining = createFeedRetention(explainingPool(store.database.pool, explained, "null"));
      await explaining.detach(100, []);
      await explaining.forget(1, ["slow"]);
      await explaining.drop();
      return explained.reduce((sum, each) => sum + each.pages, 0);
    };
    await fillDays(url(), [9, 8, 7], 10);
    const little = await pages();
    await fillDays(url(), [6, 5, 4, 3], 5_000);
    expect(await pages()).toBeLessThan(little + 40);
  });
});

describe("dropping a day", () => {
  it("when somebody still reads the feed, then it is given up, and everybody else goes on meanwhile", async () => {
    await fillDays(url(), [6, 5], 10);
    const reader = await openClient();
    await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await reader.query("SELECT count(*) FROM feed");
    await forget();
    const dropping = retention.drop();
    let given: unknown;
    dropping.catch((error: unknown) => (given = error));
    const waiting =
      "SELECT FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE feed DETACH%' AND wait_event_type = 'Lock'";
    await eventually(async () => expect(await query(url(), waiting)).toHaveLength(1));
    await stockUp(store, uniqueName("item"), 1);
    expect(await store.log.sequence(1, 100)).toHaveLength(3);
    expect(await store.log.after(10, 100)).toHaveLength(13);
    expect(given).toBeUndefined();
    await expect(dropping).rejects.toThrow("statement timeout");
    // Its own rows are still there for who began before.
    expect((await reader.query("SELECT FROM feed WHERE position <= 10")).rowCount).toBe(10);
    await reader.query("COMMIT");
    await reader.end();
    await retention.prepare();
    await dropAll();
    expect(await pastDays(url())).toEqual([5, 0]);
    expect(await store.log.after(10, 100)).toHaveLength(13);
  });

  it("when a relay died after detaching, then the next one drops what is left", async () => {
    await fillDays(url(), [6, 5, 4], 10);
    await forget();
    const [oldest] = await query<{ name: string }>(
      url(),
      "SELECT min(c.relname) AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'feed'::regclass",
    );
    await query(url(), `ALTER TABLE feed DETACH PARTITION ${oldest?.name} CONCURRENTLY`);
    expect(await store.log.floor()).toBe(20);
    await dropAll();
    expect(await pastDays(url())).toEqual([4, 0]);
  });

  it("when two relays drop at once, then what is left is whole", async () => {
    await fillDays(url(), [9, 8, 7, 6, 5, 4], 10);
    await forget();
    await Promise.allSettled([dropAll(), dropAll()]);
    await dropAll();
    expect(await pastDays(url())).toEqual([4, 0]);
    expect(await store.log.after(0, 100)).toHaveLength(10);
  });
});

describe("cleaning", () => {
  it("when failures are settled, replays ended and keys expired for long, then they go in small parts", async () => {
    await query(
      url(),
      `INSERT INTO sink_failure (sink, position, key, state, event_id, event, settled_at)
       SELECT 's', n, 'k', 'RESOLVED', gen_random_uuid(), '{}', now() - n * interval '1 minute'
       FROM generate_series(1, 3000) n`,
    );
    await query(
      url(),
      `INSERT INTO sink_failure (sink, position, key, state, event_id, event)
       SELECT 's', n, 'k', 'HELD', gen_random_uuid(), '{}' FROM generate_series(5001, 5010) n`,
    );
    await replay("RUNNING", 0);
    await replay("DONE", 0);
    await query(url(), "UPDATE replay SET updated_at = now() - interval '2 days'");
    await query(
      url(),
      `INSERT INTO idempotency_key (subject, operation, key, request_hash, created_at)
       SELECT 's', 'o', n, '', now() - n * interval '1 hour' FROM generate_series(1, 100) n`,
    );
    let parts = 1;
    while (await retention.clean(1)) parts++;
    expect(parts).toBe(4);
    const [left] = await query(
      url(),
      `SELECT (SELECT count(*)::int FROM sink_failure WHERE state = 'RESOLVED') AS settled,
         (SELECT count(*)::int FROM sink_failure WHERE state = 'HELD') AS held,
         (SELECT array_agg(state) FROM replay) AS replays, (SELECT count(*)::int FROM idempotency_key) AS keys`,
    );
    expect(left).toEqual({ settled: 1439, held: 10, replays: ["RUNNING"], keys: 23 });
  });

  it("when messages and orders are older than is remembered, then they are gone, and younger ones stay", async () => {
    const remembering = createFeedRetention(store.database.pool, { messageDays: 2, orderDays: 3 });
    await query(
      url(),
      `INSERT INTO inbox (source, event_id, received_at)
       SELECT 'order', n, now() - n * interval '1 day' + interval '1 hour' FROM generate_series(1, 5) n`,
    );
    await query(
      url(),
      `INSERT INTO order_intake (order_id, updated_at)
       SELECT n, now() - n * interval '1 day' + interval '1 hour' FROM generate_series(1, 5) n`,
    );
    await query(
      url(),
      `INSERT INTO variant_intake (product_variant_id, updated_at)
       SELECT n, now() - n * interval '1 day' + interval '1 hour' FROM generate_series(1, 5) n`,
    );
    while (await remembering.clean(1)) continue;
    expect(await query(url(), "SELECT event_id FROM inbox ORDER BY 1")).toEqual([
      { event_id: "1" },
      { event_id: "2" },
    ]);
    expect(await query(url(), "SELECT order_id FROM order_intake ORDER BY 1")).toHaveLength(3);
    expect(await query(url(), "SELECT product_variant_id FROM variant_intake ORDER BY 1")).toHaveLength(3);
  });

  it("when there are very many keys, then each round walks through a part of them", async () => {
    await query(
      url(),
      `INSERT INTO idempotency_key (subject, operation, key, request_hash, answer, created_at)
       SELECT 's', 'o', n, '', json_build_object('padding', repeat('x', 1500)),
         now() - (n % 2) * interval '25 hours' FROM generate_series(1, 2000) n`,
    );
    const left = async () => (await query(url(), "SELECT FROM idempotency_key")).length;
    await retention.clean(1);
    expect(await left()).toBeGreaterThan(1_000);
    for (let round = 0; round < 6; round++) await retention.clean(1);
    expect(await left()).toBe(1_000);
  });
});
