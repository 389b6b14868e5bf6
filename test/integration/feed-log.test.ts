/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import type { FeedEvent } from "../../src/domain/events.js";
import { createGauges } from "../../src/store/gauges.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let here: Store;
let there: Store;

beforeAll(async () => {
  database = await freshDatabase();
  [here, there] = [openStore(database.url), openStore(database.url)];
});

afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

async function drain({ log }: Store, epoch: number, limit = 7): Promise<FeedEvent[]> {
  const all: FeedEvent[] = [];
  for (;;) {
    const events = await log.sequence(epoch, limit);
    if (events === null) throw new Error("fenced out");
    if (events.length === 0) return all;
    all.push(...events);
  }
}

const whole = async ({ log }: Store) => log.after(0, 100_000);

describe("the feed", () => {
  it("when two sequencers race while two nodes write, then positions are dense and each event has one", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => stockUp(here, uniqueName("item"), 10)));
    let writing = true;
    const sequencing = [here, there].map(async (node) => {
      while (writing) await drain(node, 1);
    });
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => {
        const node = index % 2 ? here : there;
        const productVariantId = ids[index % ids.length] as string;
        return adjustStock(node.deps, { productVariantId, delta: 1, changeType: "RETURN" }, CALLER);
      }),
    );
    writing = false;
    await Promise.all(sequencing);
    await drain(here, 1);

    const feed = await whole(here);
    expect(feed.map(({ position }) => position)).toEqual(feed.map((_, index) => index + 1));
    const [stored] = await query(database.url, "SELECT count(*)::int AS events FROM event");
    expect(feed).toHaveLength(stored?.["events"] as number);
    expect(new Set(feed.map(({ eventId }) => eventId)).size).toBe(feed.length);
    for (const id of ids) {
      const own = feed.filter(({ aggregateId }) => aggregateId === id);
      const places = own.map(({ aggregateVersion, ordinal }) => aggregateVersion * 100 + ordinal);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(await here.log.head()).toBe(feed.length);
    expect(await query(database.url, "SELECT FROM outbox")).toEqual([]);
  });

  it("when an earlier transaction commits later, then its events come after, and are not skipped", async () => {
    const insert = (client: pg.Client) =>
      client.query(
        `INSERT INTO outbox (event_id, event_type, event_version, aggregate_type, aggregate_id,
           aggregate_version, ordinal, occurred_at, correlation_id, data)
         VALUES (gen_random_uuid(), 'StockLevelChangedEvent', '1.0', 'InventoryItem', 'x', 1, 0, now(), 'c', '{}')`,
      );
    const [early, late] = [
      new pg.Client({ connectionString: database.url }),
      new pg.Client({ connectionString: database.url }),
    ];
    await Promise.all([early.connect(), late.connect()]);
    await early.query("BEGIN");
    await insert(early);
    await insert(late);
    expect(await drain(here, 1)).toHaveLength(1);
    await early.query("COMMIT");
    expect(await drain(here, 1)).toHaveLength(1);
    await Promise.all([early.end(), late.end()]);
  });

  it("when a later epoch has moved the head, then an earlier one moves nothing any more", async () => {
    await stockUp(here, uniqueName("item"), 1);
    expect(await drain(here, 2)).not.toHaveLength(0);
    await stockUp(here, uniqueName("item"), 1);
    expect(await there.log.sequence(1, 100)).toBeNull();
    expect(await drain(here, 2)).not.toHaveLength(0);
  });

  it("when a later holder has taken over with nothing to sequence, then the earlier moves nothing more", async () => {
    const name = uniqueName("lease");
    const early = (await here.log.lease(name, "a", 0)) as number;
    expect(await here.log.takeOver(early)).toBe(await here.log.head());
    const late = (await there.log.lease(name, "b", 60_000)) as number;
    expect(await there.log.takeOver(late)).toBe(await here.log.head());
    expect(await there.log.sequence(late, 100)).toEqual([]);
    await stockUp(here, uniqueName("item"), 1);
    expect(await here.log.sequence(early, 100)).toBeNull();
    expect(await here.log.takeOver(early)).toBeNull();
    expect((await createGauges(here.database.pool).pipeline()).outbox.events).toBe(3);
    expect(await there.log.sequence(late, 100)).toHaveLength(3);
  });

  it("when a lease is held, then another gets it only after it has run out or was given back", async () => {
    const name = uniqueName("lease");
    const first = (await here.log.lease(name, "a", 60_000)) as number;
    expect(await here.log.lease(name, "a", 60_000)).toBe(first);
    expect(await there.log.lease(name, "b", 60_000)).toBeNull();
    await here.log.release(name, "b");
    expect(await there.log.lease(name, "b", 60_000)).toBeNull();
    await here.log.release(name, "a");
    expect(await there.log.lease(name, "b", 0)).toBe(first + 1);
    expect(await here.log.lease(name, "a", 60_000)).toBe(first + 2);
  });

  it("when a later epoch has moved a sink, then an earlier one cannot, and never backwards", async () => {
    const sink = uniqueName("sink");
    expect(await here.log.cursor(sink, 5)).toBe(5);
    expect(await here.log.cursor(sink, 9)).toBe(5);
    expect(await here.log.advance(sink, 8, 2)).toBe(true);
    expect(await there.log.advance(sink, 9, 1)).toBe(false);
    expect(await there.log.advance(sink, 7, 3)).toBe(true);
    expect(await here.log.cursor(sink, 0)).toBe(8);
  });
});
