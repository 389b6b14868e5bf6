/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { createAuditLog } from "../../src/audit-log.js";
import { readConfig } from "../../src/config.js";
import { Failure } from "../../src/domain/failure.js";
import { openPipeline } from "../../src/open-pipeline.js";
import type { Refused } from "../../src/ports/event-sink.js";
import type { Replay } from "../../src/ports/replays.js";
import { cancelReplay } from "../../src/usecases/cancel-replay.js";
import { replayEvents } from "../../src/usecases/replay-events.js";
import { eventually } from "../support/eventually.js";
import { insertEvents } from "../support/raw-feed.js";
import { REGISTRY } from "../support/registry.js";
import { openReplays, replaySink } from "../support/replaying.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { CALLER } from "../support/store.js";

let database: FreshDatabase;
let replays: ReturnType<typeof openReplays>;

beforeEach(async () => {
  database = await freshDatabase();
  replays = openReplays(database.url, { REPLAY_EVENTS_PER_SECOND: "100000" });
});

afterEach(async () => {
  await replays.close();
  await database.drop();
});

const span = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** A relay that stood still for longer than its lease waits before it goes on, each time. */
const untilDone = (replay: Replay) =>
  eventually(
    async () => {
      const now = await replays.find(replay);
      expect(now.state).toBe("DONE");
      return now;
    },
    { timeoutMs: 60_000 },
  );
const sqlPositions = async (condition: string, values: unknown[] = []) =>
  (
    await query<{ p: number }>(
      database.url,
      `SELECT position::int AS p FROM feed WHERE ${condition} ORDER BY 1`,
      values,
    )
  ).map(({ p }) => p);

describe("what is replayed", () => {
  it("when nothing narrows it, then everything stored at the request is sent in order, once, to the one queue", async () => {
    await insertEvents(database.url, { count: 1_234 });
    const replay = await replays.start({ queue: "billing.again" });
    expect(replay).toMatchObject({ state: "RUNNING", afterPosition: 0, untilPosition: 1_234, total: 1_234 });
    await query(
      database.url,
      "INSERT INTO feed SELECT day, 1235, 1235, gen_random_uuid(), event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal, occurred_at, correlation_id, NULL, NULL, NULL, data FROM feed WHERE position = 1",
    );
    const { sink, batches, positions } = replaySink();
    await replays.relay(sink);
    expect(await untilDone(replay)).toMatchObject({ position: 1_234, sent: 1_234, lastError: null });
    expect(positions()).toEqual(span(1, 1_234));
    for (const { to } of batches)
      expect(to).toEqual({ replayId: replay.id, kind: "queue", name: "billing.again" });
  });

  it("when positions, types and items are given, then exactly what meets all of them, and the count says so", async () => {
    await insertEvents(database.url, { count: 3_000, items: 7, lastType: "StockoutEvent" });
    await query(database.url, "UPDATE feed SET event_type = 'StockoutEvent' WHERE position % 5 = 0");
    const { sink, positions } = replaySink();
    await replays.relay(sink);
    const replay = await replays.start({
      ...{ afterPosition: 100, untilPosition: 2_000, types: ["StockoutEvent"] },
      productVariantIds: ["item-2", "item-3", "unknown"],
    });
    const expected = await sqlPositions(
      "position > 100 AND position <= 2000 AND event_type = 'StockoutEvent' AND aggregate_id IN ('item-2', 'item-3')",
    );
    expect(replay.total).toBe(expected.length);
    expect(await untilDone(replay)).toMatchObject({ position: 2_000, sent: expected.length });
    expect(positions()).toEqual(expected);
  });

  it("when a time is given, then exactly what occurred since, although neighbours' times contradict their positions", async () => {
    const from = Date.now() - 3_600_000;
    await insertEvents(database.url, { count: 3_600, from, everyMs: 1_000, items: 3 });
    await query(
      database.url,
      "UPDATE feed SET occurred_at = occurred_at + (position % 59 - 29) * interval '1 second'",
    );
    const since = from + 1_800_000;
    const later = "occurred_at >= to_timestamp($1::float8 / 1000)";
    const { sink, positions } = replaySink();
    await replays.relay(sink);
    const replay = await replays.start({ since });
    const expected = await sqlPositions(later, [since]);
    expect(replay.total).toBe(expected.length);
    // Not from the beginning, but from where the time lies.
    expect(replay.afterPosition).toBeGreaterThan(1_600);
    await untilDone(replay);
    expect(positions()).toEqual(expected);

    const ofItem = await replays.start({ since, productVariantIds: ["item-1"], afterPosition: 2_000 });
    const narrowed = `${later} AND aggregate_id = 'item-1' AND position > 2000`;
    expect(ofItem.total).toBe((await sqlPositions(narrowed, [since])).length);
    const all = await replays.start({ since: from - 3_600_000 });
    expect(all).toMatchObject({ afterPosition: 0, total: 3_600 });
  });

  it("when a step finds nothing, then it goes on behind what it looked at", async () => {
    await insertEvents(database.url, { count: 45_000, lastType: "StockoutEvent" });
    const { sink, positions } = replaySink();
    await replays.relay(sink);
    const replay = await replays.start({ types: ["StockoutEvent"] });
    expect(await untilDone(replay)).toMatchObject({ sent: 1, total: 1, position: 45_000 });
    expect(positions()).toEqual([45_000]);
  });
});

describe("a feed of several days", () => {
  const yesterday = "(now() AT TIME ZONE 'UTC')::date - 1";

  beforeEach(async () => {
    await insertEvents(database.url, { count: 900, items: 3 });
    await query(database.url, `SELECT create_feed_day(${yesterday})`);
    await query(database.url, "UPDATE feed SET day = day - 1 WHERE position <= 600");
    await query(database.url, "UPDATE feed_day SET first_position = 601");
    await query(database.url, `INSERT INTO feed_day VALUES (${yesterday}, 1)`);
  });

  it("when a part of it reaches from one day into the next, then it is sent in order", async () => {
    const { sink, positions } = replaySink();
    await replays.relay(sink);
    const replay = await replays.start({
      afterPosition: 500,
      untilPosition: 700,
      productVariantIds: ["item-2"],
    });
    const expected = await sqlPositions("position > 500 AND position <= 700 AND aggregate_id = 'item-2'");
    expect(replay.total).toBe(expected.length);
    await untilDone(replay);
    expect(positions()).toEqual(expected);
  });

  it("when it takes too long to count what matches, then it is refused, and nothing is begun", async () => {
    const slow = new Failure("LIMIT_EXCEEDED", "longer than a statement may take");
    const history = { ...replays.deps.history, count: () => Promise.reject(slow) };
    const input = { queue: "again", types: ["StockoutEvent"] };
    const result = await replayEvents({ ...replays.deps, history }, input, CALLER);
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "LIMIT_EXCEEDED", field: [] }] });
    expect(await replays.deps.replays.count()).toBe(0);
  });
});

it("when an operator asks for a replay or cancels it, then the log says who did", async () => {
  await insertEvents(database.url, { count: 5 });
  const lines: string[] = [];
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const config = readConfig({ DATABASE_URL: database.url });
  const deps = openPipeline({
    config,
    audit: createAuditLog(logger, config.auditLog),
    store: replays.store,
    registry: REGISTRY,
  });
  const started = await replayEvents(deps, { queue: "again" }, { ...CALLER, subject: "anna" });
  const id = started.ok ? (started.value.replay?.id as string) : "";
  await cancelReplay(deps, { id }, { ...CALLER, subject: "bert" });
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    {
      operation: "replayEvents",
      subject: "anna",
      of: { replayId: id, destination: "again", count: 5 },
      correlationId: "test-correlation",
    },
    { operation: "cancelReplay", subject: "bert", of: { replayId: id } },
  ]);
});

it("when no sink is configured that could send again, then a replay is refused", async () => {
  await insertEvents(database.url, { count: 5 });
  const { deps, close } = openReplays(database.url, { EVENT_SINKS: "live" });
  const result = await replayEvents(deps, { queue: "again" }, CALLER);
  await close();
  expect(result).toMatchObject({ ok: false, refusals: [{ code: "INVALID_INPUT" }] });
});

describe("a replay under way", () => {
  it("when its relay loses the lease in the middle, then the next goes on, and at most one batch is sent twice", async () => {
    await insertEvents(database.url, { count: 3_000 });
    const replay = await replays.start();
    let answer: ((refused: Refused[]) => void) | undefined;
    const first = replaySink((events) =>
      (events[0]?.position as number) <= 1_000 ? [] : new Promise((resolve) => (answer = resolve)),
    );
    const late = await replays.relay(first.sink);
    await eventually(() => expect(answer).toBeDefined());
    const stood = await replays.find(replay);
    expect(stood).toMatchObject({ state: "RUNNING", position: 1_000, sent: 1_000 });

    await replays.loseLease();
    const second = replaySink();
    await replays.relay(second.sink);
    expect(await untilDone(replay)).toMatchObject({ sent: 3_000, position: 3_000 });
    expect(second.positions()).toEqual(span(1_001, 3_000));
    const doubled = first.positions().filter((position) => second.positions().includes(position));
    expect(doubled).toEqual(first.batches.at(-1)?.events.map(({ position }) => position));
    // What the late one is answered now changes nothing any more.
    answer?.([{ index: 0, reason: "too late" }]);
    await late.stop();
    expect(await replays.find(replay)).toMatchObject({ state: "DONE", sent: 3_000 });
  });

  it("when a late relay saves its progress, then it is fenced out by the later one's", async () => {
    await insertEvents(database.url, { count: 100 });
    const replay = await replays.start();
    const { log } = replays;
    expect(await log.advance(replay.id, { position: 50, sent: 50 }, 7)).toBe(true);
    expect(await log.advance(replay.id, { position: 20, sent: 20 }, 6)).toBe(false);
    await log.fail(replay.id, { position: 20, sent: 20, lastError: "late" }, 6);
    expect(await replays.find(replay)).toMatchObject({ state: "RUNNING", position: 50, sent: 50 });
  });

  it("when it is cancelled, then it stops within a look, and stays so", async () => {
    await insertEvents(database.url, { count: 2_000 });
    const replay = await replays.start({ eventsPerSecond: 200 });
    const { sink, positions } = replaySink();
    await replays.relay(sink);
    await eventually(() => expect(positions().length).toBeGreaterThan(40));
    expect(await cancelReplay(replays.deps, replay, CALLER)).toMatchObject({
      ok: true,
      value: { state: "CANCELLED" },
    });
    const another = await replays.start({ untilPosition: 10 });
    await untilDone(another);
    const cancelled = await replays.find(replay);
    expect(cancelled).toMatchObject({ state: "CANCELLED" });
    expect(cancelled.sent).toBeLessThan(1_000);
  });

  it("when the other side is away, then it says so, goes on when it is back, and misses nothing", async () => {
    await insertEvents(database.url, { count: 1_500 });
    const replay = await replays.start();
    let away = true;
    const { sink, batches } = replaySink(() => {
      if (away) throw new Error("connection refused");
      return [];
    });
    await replays.relay(sink);
    await eventually(async () => {
      expect(await replays.find(replay)).toMatchObject({
        state: "RUNNING",
        sent: 0,
        lastError: "connection refused",
      });
    });
    away = false;
    const failed = batches.length;
    expect(await untilDone(replay)).toMatchObject({ sent: 1_500, lastError: null });
    const sent = batches.slice(failed).flatMap(({ events }) => events.map(({ position }) => position));
    expect(sent.slice(-1_500)).toEqual(span(1, 1_500));
  });

  it("when an event is refused, then it has failed for that reason, and tells where", async () => {
    await insertEvents(database.url, { count: 900 });
    const replay = await replays.start();
    const { sink } = replaySink((events) =>
      events.flatMap(({ position }, index) =>
        position === 700 || position === 710 ? [{ index, reason: `no queue for ${position}` }] : [],
      ),
    );
    await replays.relay(sink);
    await eventually(async () => {
      expect(await replays.find(replay)).toMatchObject({
        ...{
          state: "FAILED",
          position: 699,
          sent: 699,
          lastError: expect.stringMatching(/^The queue "[^"]+": no queue for 700$/),
        },
      });
    });
  });

  it("when retention overtakes it, then it has failed", async () => {
    await insertEvents(database.url, { count: 100 });
    const replay = await replays.start();
    await query(database.url, "UPDATE feed_day SET first_position = 51");
    await replays.relay(replaySink().sink);
    await eventually(async () => {
      const { state, lastError } = await replays.find(replay);
      expect([state, lastError]).toEqual(["FAILED", expect.stringContaining("position 50")]);
    });
  });

  it("when several are asked for, then they take turns: a short one does not wait for a long one", async () => {
    await insertEvents(database.url, { count: 20_000 });
    const long = await replays.start({ eventsPerSecond: 1_000 });
    const short = await replays.start({ untilPosition: 20 });
    await replays.relay(replaySink().sink);
    await untilDone(short);
    expect(await replays.find(long)).toMatchObject({ state: "RUNNING" });
  });
});

describe("its pace", () => {
  const secondsFor = async (events: number, eventsPerSecond: number) => {
    const began = performance.now();
    await untilDone(await replays.start({ untilPosition: events, eventsPerSecond }));
    return (performance.now() - began) / 1_000;
  };

  it("when it is set, then the events take the time that it says", async () => {
    await insertEvents(database.url, { count: 1_000 });
    await replays.relay(replaySink().sink);
    // Not sooner: a busy machine makes it longer. The first batch goes at once.
    expect(await secondsFor(1_000, 500)).toBeGreaterThan(1.8);
  });

  it("when several are under way, then together they keep to the sink's", async () => {
    await insertEvents(database.url, { count: 400 });
    await replays.close();
    replays = openReplays(database.url, { REPLAY_EVENTS_PER_SECOND: "500" });
    const all = [await replays.start(), await replays.start(), await replays.start()];
    const began = performance.now();
    await replays.relay(replaySink().sink);
    for (const replay of all) await untilDone(replay);
    expect(performance.now() - began).toBeGreaterThan(2_000);
  });
});
