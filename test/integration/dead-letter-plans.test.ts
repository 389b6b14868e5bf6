/** @needs postgres */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import { openDatabase, type Database } from "../../src/store/database.js";
import { createDeadLetters } from "../../src/store/dead-letters.js";
import { createFeedRetention } from "../../src/store/feed/retention.js";
import { createGauges } from "../../src/store/gauges.js";
import { createRedriveLog } from "../../src/store/redrive-log.js";
import { deadLetter } from "../support/dead-letters.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";

const ROWS = 50_000;
/** What is counted up to 10,000 costs as much; ten rows that change are ten times each index. */
const MOST: Record<string, number> = { gauges: 2_000, "redrive some": 500 };
const ID = "00000000-0000-4000-8000-000000000001";

let fresh: FreshDatabase;
let database: Database;

// As many settled as open ones, of one source, and a few of another that are on their way.
beforeAll(async () => {
  fresh = await freshDatabase();
  database = openDatabase(fresh.url, createLogger("silent"));
  const insert = (state: string, source: string, rows: number) => {
    const isSettled = state === "REDRIVEN";
    const at = isSettled ? "now() - interval '1 day'" : "NULL";
    return query(
      fresh.url,
      `INSERT INTO dead_letter (id, source, routing_key, reason, attempts, content, content_bytes, headers, state, died_at,
         settled_by, settled_at, swept_at)
       SELECT gen_random_uuid(), $1, 'k', 'no', 1, 'body', 4, '{}', $2, now() - n * interval '1 second',
         CASE WHEN $2 <> 'OPEN' THEN 'me' END, ${at}, ${at} FROM generate_series(1, $3::int) n`,
      [source, state, rows],
    );
  };
  await insert("REDRIVEN", "order", ROWS);
  await insert("OPEN", "order", ROWS);
  await insert("REDRIVING", "payment", 10);
  await query(fresh.url, "VACUUM ANALYZE");
}, 120_000);
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

it("when very many letters are stored, then nothing that is asked often, or by operators, reads through them", async () => {
  const explained: Explained[] = [];
  const pool = (answer?: string) => explainingPool(database.pool, explained, answer);
  const desk = createDeadLetters(pool("null"));
  const lists = createDeadLetters(pool());
  const log = createRedriveLog(pool("null"));
  const filter = { source: null, reasonContains: null, eventType: null };
  const ofOrders = { ...filter, source: "order" };
  const by = { by: "me", note: "why" };
  const after = { diedAt: Date.now() - 60_000, id: ID };
  const asked: Record<string, () => Promise<unknown>> = {
    page: () => lists.page("OPEN", filter, { first: 10, after: null }),
    "page of a source": () => lists.page("OPEN", ofOrders, { first: 10, after }),
    find: () => desk.find(ID),
    redrive: () => desk.redrive(ID, by, "key"),
    discard: () => desk.discard(ID, by),
    "redrive some": () => desk.redriveAll(ofOrders, by, 10),
    "unsettled of": () => log.unsettledOf([ID, ID]),
    unswept: () => log.unswept("order"),
    meet: () => log.meet({ ...deadLetter(), content: Buffer.alloc(0) }),
    take: () => log.take("order", "a"),
    "take what is on its way": () => log.take("payment", "a"),
    redriven: () => log.redriven([ID]),
    swept: () => log.swept([ID]),
    gauges: () => createGauges(pool()).pipeline(),
    clean: () => createFeedRetention(pool("0")).clean(30),
  };
  const pages: Record<string, number> = {};
  for (const [name, ask] of Object.entries(asked)) {
    const before = explained.length;
    await ask();
    expect([name, explained.length > before]).toEqual([name, true]);
    pages[name] = Math.max(...explained.slice(before).map((each) => each.pages));
  }
  expect(Object.entries(pages).filter(([name, seen]) => seen > (MOST[name] ?? 200))).toEqual([]);
}, 60_000);

it("when very many letters were settled since the last sweep, then a sweep has a bounded number of them in memory", async () => {
  await query(
    fresh.url,
    "UPDATE dead_letter SET swept_at = NULL WHERE source = 'order' AND settled_at IS NOT NULL",
  );
  await query(
    fresh.url,
    `UPDATE dead_letter SET state = 'DISCARDED', settled_by = 'me', note = 'no', settled_at = now()
     WHERE id IN (SELECT id FROM dead_letter WHERE state = 'OPEN' LIMIT 10)`,
  );
  const log = createRedriveLog(database.pool);
  const some = await log.unswept("order");
  expect(some).toHaveLength(50_000);
  await log.swept(some);
  expect(await log.unswept("order")).toHaveLength(10);
}, 60_000);
