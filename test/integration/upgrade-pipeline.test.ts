/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { migrate } from "../../src/store/migrate.js";
import { PRISMA_DIR, readMigrations } from "../../src/store/migrations.js";
import { withSchemaEngine } from "../../src/store/schema-engine.js";
import { eventually } from "../support/eventually.js";
import { startTestRelay, StoringSink } from "../support/relay.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, stockUp } from "../support/store.js";

const PIPELINE = "20261122000000_pipeline";
/** The first so many have a position, the others wait for one. */
const [STORED, SEQUENCED, DELIVERED] = [1_500, 1_480, 1_400];
/** Numbers are drawn in one order and committed in another: positions do not follow them. */
const POSITION = `CASE WHEN seq % 2 = 0 THEN seq - 1 ELSE seq + 1 END`;

const AS_STORED = `event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
  occurred_at, correlation_id, causation_id, user_id, data::text AS data, seq`;

let database: FreshDatabase;
let before: object[];

beforeAll(async () => {
  database = await freshDatabase();
  await query(database.url, "DROP SCHEMA public CASCADE");
  await query(database.url, "CREATE SCHEMA public");
  await migrateUntil(PIPELINE);
  await query(
    database.url,
    `INSERT INTO event (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version, ordinal,
       occurred_at, correlation_id, causation_id, user_id, data)
     SELECT gen_random_uuid(), 'StockStatusChangedEvent', '1.0', 'InventoryItem', 'item-' || n % 7, n / 7, 0,
       now() - interval '40 days' + n * interval '1 minute', 'c' || n, nullif('p' || n % 3, 'p0'), nullif('u' || n % 5, 'u0'),
       ('{"productVariantId":  "item-' || n % 7 || '", "oldStatus": "IN_STOCK", "newStatus": "LOW_STOCK"}')::json
     FROM generate_series(1, $1::int) AS n`,
    [STORED],
  );
  await query(
    database.url,
    `INSERT INTO feed (position, seq) SELECT ${POSITION}, seq FROM event WHERE seq <= $1`,
    [SEQUENCED],
  );
  await query(database.url, "INSERT INTO outbox SELECT seq FROM event WHERE seq > $1", [SEQUENCED]);
  await query(database.url, "UPDATE feed_head SET position = $1, epoch = 41", [SEQUENCED]);
  await query(database.url, "INSERT INTO lease VALUES ('relay', 'gone', 41, now())");
  before = await query(
    database.url,
    `SELECT f.position, ${AS_STORED} FROM event JOIN feed f USING (seq) ORDER BY 1`,
  );
}, 60_000);

afterAll(() => database.drop());

async function migrateUntil(name: string): Promise<void> {
  const all = await readMigrations();
  const migrationDirectories = all.migrationDirectories.filter(({ path }) => path < name);
  await withSchemaEngine(database.url, PRISMA_DIR, (engine) =>
    engine.applyMigrations({
      migrationsList: { ...all, migrationDirectories },
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
}

it("when a database with events is upgraded, then each keeps its position, those without get the next, and sinks go on from their cursors", async () => {
  const sink = new StoringSink();
  const cursor = "INSERT INTO sink_cursor (name, position, epoch) VALUES ($1, $2, 41)";
  await query(database.url, cursor, [sink.name, DELIVERED]);
  const [feedId] = await query(database.url, "SELECT feed_id FROM feed_head");

  expect(await migrate(database.url)).toContain(PIPELINE);

  expect(before).toHaveLength(SEQUENCED);
  expect(await query(database.url, `SELECT position, ${AS_STORED} FROM feed ORDER BY position`)).toEqual(
    before,
  );
  expect(await query(database.url, "SELECT feed_id FROM feed_head")).toEqual([feedId]);
  const store = openStore(database.url);
  expect([await store.log.floor(), await store.log.head()]).toEqual([0, SEQUENCED]);

  const relay = startTestRelay(store, sink);
  await stockUp(store, "new", 5);
  const all = STORED + 3;
  await eventually(() => expect(sink.positions().at(-1)).toBe(all));
  expect(sink.positions()).toEqual(Array.from({ length: all - DELIVERED }, (_, n) => DELIVERED + n + 1));
  const waited: FeedEvent[] = sink.taken.slice(SEQUENCED - DELIVERED, STORED - DELIVERED);
  expect(waited.map(({ correlationId }) => correlationId)).toEqual(
    Array.from({ length: STORED - SEQUENCED }, (_, n) => `c${SEQUENCED + n + 1}`),
  );
  expect(await query(database.url, "SELECT FROM outbox")).toEqual([]);
  await relay.stop();
  await store.close();
});
