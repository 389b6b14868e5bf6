/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createFailedEvents } from "../../src/store/feed/failed-events.js";
import { createFailureLog } from "../../src/store/feed/failure-log.js";
import { createFeedRetention } from "../../src/store/feed/retention.js";
import { createPublisherDesk } from "../../src/store/feed/publisher-desk.js";
import { createReplays } from "../../src/store/feed/replays.js";
import { createGauges } from "../../src/store/gauges.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { REGISTRY } from "../support/registry.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

const ROWS = 200_000;
/** What is counted up to 10,000 costs as much. */
const MOST: Record<string, number> = { gauges: 2_000 };
const EVENT = "00000000-0000-4000-8000-000000000001";

let database: FreshDatabase;
let store: Store;

// What is settled, another sink's long queue behind one event, and a few of ours.
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  await query(
    database.url,
    "INSERT INTO sink_cursor (name, position) VALUES ('ours', 1000000), ('other', 1000000)",
  );
  await query(
    database.url,
    `INSERT INTO sink_failure (sink, position, key, state, event_id, settled_at, parked_at, last_error, event)
     SELECT 'ours', n, 'k' || n % 1000, 'DELIVERED', gen_random_uuid(), now(), now(), 'no', '{}' FROM generate_series(1, ${ROWS}) n`,
  );
  await query(
    database.url,
    `INSERT INTO sink_failure (sink, position, key, state, event_id, parked_at, last_error, event)
     SELECT 'other', n, 'k', CASE WHEN n = 1 THEN 'PARKED' ELSE 'HELD' END, gen_random_uuid(), CASE WHEN n = 1 THEN now() END, 'no', '{}'
     FROM generate_series(1, ${ROWS}) n`,
  );
  await query(
    database.url,
    `INSERT INTO sink_failure (sink, position, key, state, event_id, attempts, next_attempt_at, parked_at, last_error, event)
     SELECT 'ours', 900000 + n, 'k' || n, CASE WHEN n > 5 THEN 'PARKED' ELSE 'RETRYING' END, gen_random_uuid(), 1,
       CASE WHEN n > 5 THEN NULL ELSE now() END, CASE WHEN n > 5 THEN now() END, 'no', '{}' FROM generate_series(1, 10) n`,
  );
  await query(
    database.url,
    `INSERT INTO replay (id, sink, destination, after_position, until_position, events_per_second, state, position, total, requested_by)
     SELECT gen_random_uuid(), 'ours', 'q', 0, 10, 1, 'DONE', 10, 10, 'me' FROM generate_series(1, 50000)`,
  );
  await query(database.url, "VACUUM ANALYZE");
}, 120_000);

afterAll(async () => {
  await store.close();
  await database.drop();
});

it("when hundreds of thousands of failures are stored, then no statement of the relay or of operators reads through them", async () => {
  const explained: Explained[] = [];
  const pool = (answer?: string) => explainingPool(store.database.pool, explained, answer);
  const failures = createFailureLog(pool(), REGISTRY);
  const operators = createFailedEvents(pool(), REGISTRY);
  const replays = createReplays(pool());
  const ref = { sink: "ours", eventId: EVENT };
  const refused = [{ position: 900_001, counts: true, reason: "no", delayMs: 5 }];
  const asked: Record<string, () => Promise<unknown>> = {
    claim: () => failures.claim("ours", 1),
    look: () => failures.look("ours", true),
    open: () => failures.open("ours", ["k1", "k2"], { limit: 10, parkedHolds: true }),
    setAside: () => failures.setAside("ours", { rows: [], position: 1_000_001 }, 1),
    settle: () => failures.settle("ours", { delivered: [900_002], refused }, 1),
    park: () => failures.park("ours", 900_003, 1),
    mark: () => failures.mark("ours", { state: "PAUSED", lastError: "no" }, 1),
    page: () => operators.page(null, { first: 10, after: null }),
    "page of one": () =>
      operators.page("ours", { first: 10, after: { parkedAt: Date.now(), sink: "ours", position: 5 } }),
    count: () => operators.count("ours"),
    parkedAt: () => operators.parkedAt(EVENT),
    retry: () => operators.retry(ref, { by: "me", note: null }),
    resolve: () => operators.resolve(ref, { by: "me", note: null }),
    running: () => replays.running(["ours"], 4),
    replayed: () => replays.page({ first: 10, after: null }),
    earlier: () => replays.earlier("me", { idempotencyKey: "k", requestHash: "h" }),
    status: () => createPublisherDesk(pool()).status(),
    gauges: () => createGauges(pool()).pipeline(),
    detach: () => createFeedRetention(pool()).detach(30, []),
    forget: () => createFeedRetention(pool()).forget(30, []),
    clean: () => createFeedRetention(pool("0")).clean(30),
  };
  const pages: Record<string, number> = {};
  for (const [name, ask] of Object.entries(asked)) {
    const before = explained.length;
    await ask();
    pages[name] = Math.max(...explained.slice(before).map((each) => each.pages));
  }
  expect(Object.entries(pages).filter(([name, seen]) => seen > (MOST[name] ?? 200))).toEqual([]);
}, 60_000);
