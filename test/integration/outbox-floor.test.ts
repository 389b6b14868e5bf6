/** @needs postgres */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { eventually } from "../support/eventually.js";
import { explainingPool, type Explained } from "../support/explain.js";
import { createLogger } from "../../src/lib/logger.js";
import { openRegistry } from "../../src/registry/registry.js";
import { createFeedLog } from "../../src/store/feed/feed-log.js";
import { createPublisherDesk } from "../../src/store/feed/publisher-desk.js";
import { createGauges } from "../../src/store/gauges.js";
import { scaled } from "../support/scale.js";
import { freshDatabase, query, type FreshDatabase } from "../support/services.js";
import { openStore, type Store } from "../support/store.js";

const registry = openRegistry(createLogger("silent"));
let database: FreshDatabase;
let store: Store;
let clients: pg.Client[];

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  clients = [];
  await store.log.takeOver(1);
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await store.close();
  await database.drop();
});

async function openClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  clients.push(client);
  return client;
}

/** Of a hundred events each. */
const ROUNDS = scaled(100, 200);

const insert = (client: Pick<pg.Client, "query">, events = 1) =>
  client.query(
    `INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id, aggregate_version,
       ordinal, occurred_at, correlation_id, data)
     SELECT gen_random_uuid(), 'StockLevelChangedEvent', '1.0', 'InventoryItem', 'x', n, 0, now(), 'c', '{}'
     FROM generate_series(1, $1::int) n`,
    [events],
  );

const floor = async () => {
  const [head] = await query<{ floor: number }>(
    database.url,
    "SELECT outbox_floor::int AS floor FROM feed_head",
  );
  return head?.floor as number;
};

async function drain(): Promise<number> {
  let moved = 0;
  for (let events = 1; events > 0; moved += events) events = (await store.log.sequence(1, 100))?.length ?? 0;
  return moved;
}

/** Events come and go until the floor has been raised above the number. */
async function raiseAbove(seq: number): Promise<void> {
  await eventually(
    async () => {
      await insert(store.database.pool);
      await drain();
      expect(await floor()).toBeGreaterThan(seq);
    },
    { timeoutMs: 60_000 },
  );
}

describe("the floor that the outbox is read above", () => {
  it("when events pass, then it rises behind them; the next relay begins there", async () => {
    await insert(store.database.pool, 1_000);
    await drain();
    await raiseAbove(1_000);
    const asked: unknown[][] = [];
    const { pool } = store.database;
    const watched = {
      query: (statement: pg.QueryConfig) => {
        if (statement.name === "sequence") asked.push(statement.values ?? []);
        return pool.query(statement);
      },
    } as unknown as pg.Pool;
    const next = createFeedLog(watched, registry);
    await next.takeOver(2);
    await next.sequence(2, 100);
    expect(asked).toEqual([[2, 100, await floor()]]);
  });

  it("when a transaction that has inserted stays open, then the floor waits for it, and nothing is lost", async () => {
    const late = await openClient();
    await late.query("BEGIN");
    await insert(late);
    for (let round = 0; round < 10; round++) {
      await insert(store.database.pool, 100);
      expect(await drain()).toBe(100);
      // As long as it takes until the transactions are looked at again.
      await store.database.pool.query("SELECT pg_sleep(0.1)");
    }
    expect(await floor()).toBe(0);
    await late.query("COMMIT");
    expect(await drain()).toBe(1);
    await raiseAbove(1_000);
  });

  it("when a transaction elsewhere keeps all dead rows, then a move passes next to none of them, nor does who counts what waits", async () => {
    await insert(store.database.pool);
    await drain();
    const explained: Explained[] = [];
    const idle = await openClient();
    await idle.query("BEGIN");
    await idle.query("UPDATE warehouse SET priority = priority");
    const pages = async () => {
      const explaining = explainingPool(store.database.pool, explained, "0");
      const sequencer = createFeedLog(
        {
          query: (statement: pg.QueryConfig & { text: string; values: unknown[] }) =>
            statement.name === "sequence"
              ? explaining.query(statement)
              : store.database.pool.query(statement),
        } as unknown as pg.Pool,
        registry,
      );
      await sequencer.takeOver(1);
      await sequencer.sequence(1, 100).catch(() => undefined);
      return explained.at(-1)?.pages as number;
    };
    const shown = async () => {
      const explaining = explainingPool(store.database.pool, explained);
      await createPublisherDesk(explaining).status();
      await createGauges(explaining).pipeline();
      return explained.slice(-2).map((each) => each.pages);
    };
    await store.log.cursor("idle", 0);
    await query(database.url, "UPDATE sink_cursor SET position = 1000000");
    await raiseAbove(0);
    const before = await pages();
    const shownBefore = await shown();
    for (let round = 0; round < ROUNDS; round++) {
      await insert(store.database.pool, 100);
      await drain();
    }
    await raiseAbove(100 * ROUNDS);
    expect(await pages()).toBeLessThan(before + 100);
    for (const [index, seen] of (await shown()).entries()) {
      expect(seen).toBeLessThan((shownBefore[index] as number) + 150);
    }
  });
});
