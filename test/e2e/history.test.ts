/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { writeHistory } from "../../bench/pipeline/history.js";
import { AFTER, FLOOR, HEAD, SEQUENCE } from "../../src/store/feed/feed-statements.js";
import { ADVANCE, CURSOR } from "../../src/store/feed/lease-statements.js";
import { queryJson, type JsonStatement } from "../../src/store/json-query.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { median, rounded } from "../support/figures.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

// What the pipeline does all day must cost the same whatever it has done before. Pages looked
// at are the same in every run; times are measured where the run is long enough.

const FEW = 1_000;
const MANY = scaled(200_000, 10_000_000);
const ROUNDS = scaled(5, 400);
const PAGES_AT_MOST = 1.2;
const TIME_AT_MOST = 1.2;
const BATCH = 50;

interface Place {
  readonly events: number;
  readonly database: FreshDatabase;
  readonly store: Store;
}

let few: Place;
let many: Place;

async function open(events: number): Promise<Place> {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await writeHistory(client, events);
  await client.end();
  return { events, database, store: openStore(database.url) };
}

beforeAll(async () => {
  [few, many] = [await open(FEW), await open(MANY)];
}, 1_800_000);

afterAll(async () => {
  for (const { store, database } of [few, many]) {
    await store.close();
    await database.drop();
  }
}, 60_000);

/** So many events that wait for their place. */
async function fillOutbox({ database }: Place): Promise<void> {
  await query(
    database.url,
    `INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
       occurred_at, correlation_id, data)
     SELECT gen_random_uuid(), 'InventoryReservedEvent', '1.0', 'InventoryItem', 'new', n, 0, now(), 'test', '{}'
     FROM generate_series(1, $1::int) n`,
    [BATCH],
  );
}

interface Work {
  readonly statement: JsonStatement;
  readonly values: (place: Place) => unknown[];
  readonly prepare?: (place: Place) => Promise<void>;
}

const EPOCH = 1;
const WORKS: [string, Work][] = [
  [
    "events are given their places",
    // Their numbers follow those of the history.
    { statement: SEQUENCE, values: ({ events }) => [EPOCH, BATCH, events], prepare: fillOutbox },
  ],
  ["the newest events are read", { statement: AFTER, values: ({ events }) => [events - BATCH, BATCH] }],
  ["the oldest events are read", { statement: AFTER, values: () => [0, BATCH] }],
  ["a sink's cursor is read", { statement: CURSOR, values: () => ["rabbitmq", 0] }],
  ["a sink's cursor is moved", { statement: ADVANCE, values: ({ events }) => ["rabbitmq", events, EPOCH] }],
  ["the head is asked for", { statement: HEAD, values: () => [] }],
  ["the floor is asked for", { statement: FLOOR, values: () => [] }],
];

async function pagesLookedAt(place: Place, { statement, values, prepare }: Work): Promise<number> {
  const explained: Explained[] = [];
  // The first time some pages are made that all others find.
  for (let turn = 0; turn < 3; turn++) {
    await prepare?.(place);
    await queryJson(explainingPool(place.store.database.pool, explained), statement, values(place));
  }
  return explained.at(-1)?.pages as number;
}

it.each(WORKS)(
  "when %s after little history and after much, then as many pages of the database are looked at",
  async (_name, work) => {
    const [least, most] = [await pagesLookedAt(few, work), await pagesLookedAt(many, work)];
    expect(least).toBeGreaterThan(0);
    // An index that is one level higher is one page more each time it is gone down.
    expect(most).toBeLessThanOrEqual(least * PAGES_AT_MOST + 2);
  },
);

it("when much history is read from somewhere, then what is read is what was written there", async () => {
  expect(await query(many.database.url, "SELECT FROM outbox")).toEqual([]);
  const after = Math.floor(MANY / 3);
  const events = await queryJson<[position: number][]>(many.store.database.pool, AFTER, [after, BATCH]);
  expect(events.map(([position]) => position)).toEqual(
    Array.from({ length: BATCH }, (_, index) => after + index + 1),
  );
});

async function timed(place: Place, { statement, values, prepare }: Work): Promise<number> {
  await prepare?.(place);
  const began = performance.now();
  await queryJson(place.store.database.pool, statement, values(place));
  return performance.now() - began;
}

it.each(WORKS)(
  "when %s after little history and after much, in turn, then it takes as long",
  async (name, work) => {
    const times = { few: [] as number[], many: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.few.push(await timed(few, work));
      times.many.push(await timed(many, work));
    }
    const [fewMs, manyMs] = [median(times.few), median(times.many)];
    // A few rounds say that it works; how long it takes, only many can tell.
    if (ROUNDS < 100) return;
    const report = { what: name, events: [FEW, MANY], fewMs: rounded(fewMs), manyMs: rounded(manyMs) };
    process.stderr.write(`${JSON.stringify({ prove: "history", ...report })}\n`);
    expect(manyMs / fewMs).toBeLessThanOrEqual(TIME_AT_MOST);
  },
  300_000,
);
