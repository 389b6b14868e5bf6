/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

let database: FreshDatabase;
let direct: Store;

beforeAll(async () => {
  database = await freshDatabase();
  direct = openStore(database.url);
});

afterAll(async () => {
  await direct.close();
  await expectConsistent(database.url);
  await database.drop();
});

const order = (productVariantId: string) => ({
  orderId: uniqueName("order"),
  lines: [{ productVariantId, quantity: 1 }],
});

describe("a database that answers late", () => {
  it("when the answer to a write comes after it was given up, then the command has its effect once", async () => {
    const wire = await openTcpProxy(database.url);
    const store = openStore(wire.url);
    const id = await stockUp(direct, uniqueName("late"), 100);
    const held = wire.holdAnswersFrom("WITH items AS");
    const answer = reserveStock(store.deps, order(id), CALLER);
    // Given up on this side, and tried again on another connection.
    await eventually(() => expect(held.broken()).toBe(true), { timeoutMs: 60_000 });
    held.release();
    expect(await answer).toMatchObject({ ok: true });
    expect(await direct.reader.items([id])).toMatchObject([{ reserved: 1 }]);
    await store.close();
    await wire.close();
  });

  it("when a table stays locked, then what is past its deadline is not run", async () => {
    const id = await stockUp(direct, uniqueName("table"), 100);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await other.query("LOCK TABLE inventory IN SHARE ROW EXCLUSIVE MODE");
    const deadline = Date.now() + 1_000;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 33 }, () => reserveStock(direct.deps, order(id), { ...CALLER, deadline })),
    );
    // Were all of them tried, each would wait for the lock: 16 seconds and more.
    expect(Date.now()).toBeLessThan(deadline + 12_000);
    await other.query("ROLLBACK");
    await other.end();
    expect(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as { code: string })).toEqual(
      outcomes.map(() => expect.objectContaining({ code: "OVERLOADED" })),
    );
    expect(await direct.reader.items([id])).toMatchObject([{ reserved: 0 }]);
  });

  it("when a statement runs into its time limit, then the caller is told OVERLOADED", async () => {
    const id = await stockUp(direct, uniqueName("slow"), 100);
    await query(
      database.url,
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_sleep(6); RETURN NULL; END $$`,
    );
    await query(
      database.url,
      "CREATE TRIGGER slow AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION slow()",
    );
    // A process that stands still while the database says so hears its own later limit first, and tells UNAVAILABLE.
    await eventually(async () => {
      const deadline = Date.now() + 8_000;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 3 }, () => reserveStock(direct.deps, order(id), { ...CALLER, deadline })),
      );
      for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "OVERLOADED" } });
    });
    await query(database.url, "DROP TRIGGER slow ON outbox");
    expect(await direct.reader.items([id])).toMatchObject([{ reserved: 0 }]);
  });
});
