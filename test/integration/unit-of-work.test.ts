/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { bookExpiredHolds } from "../../src/usecases/book-expired-holds.js";
import { createInventoryItem } from "../../src/usecases/create-inventory-item.js";
import { releaseReservation } from "../../src/usecases/release-reservation.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

const UNKNOWN_ID = "01a1fb71-0000-7000-8000-000000000000";

let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
});

afterAll(async () => {
  await store.close();
  await expectConsistent(database.url);
  await database.drop();
});

const order = (productVariantId: string, quantity: number, orderId = uniqueName("order")) => ({
  orderId,
  lines: [{ productVariantId, quantity }],
});

describe("group commit", () => {
  it("when commands wait for one another, then they share a transaction", async () => {
    const id = await stockUp(store, uniqueName("shared"), 100);
    store.batches.length = 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => reserveStock(store.deps, order(id, 1), CALLER)),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(store.batches).toEqual([1, 49]);
    const [item] = await store.reader.items([id]);
    expect(item).toMatchObject({ quantity: 100, reserved: 50, version: 52 });
  });

  it("when verbs of different kinds are in one batch, then each sees what the ones before it did", async () => {
    const id = uniqueName("mixed");
    const orderId = uniqueName("order");
    const [, created, filled, reserved, released, again] = await Promise.all([
      reserveStock(store.deps, order("nope", 1), CALLER),
      createInventoryItem(store.deps, { productVariantId: id }, CALLER),
      adjustStock(store.deps, { productVariantId: id, delta: 2, changeType: "PURCHASE" }, CALLER),
      reserveStock(store.deps, order(id, 2, orderId), CALLER),
      releaseReservation(store.deps, { reservationId: UNKNOWN_ID, reason: "ORDER_CANCELLED" }, CALLER),
      reserveStock(store.deps, order(id, 1), CALLER),
    ]);
    expect([created.ok, filled.ok, reserved.ok]).toEqual([true, true, true]);
    expect(released).toMatchObject({ ok: false, refusals: [{ code: "NOT_FOUND" }] });
    expect(again).toMatchObject({ ok: false, refusals: [{ shortage: { requested: 1, available: 0 } }] });
  });

  it("when the database refuses one command's data, then it alone fails", async () => {
    const id = await stockUp(store, uniqueName("poison"), 100);
    const poison = { kind: "adjust" as const, productVariantId: id, delta: 1, changeType: "RETURN" as const };
    const rest = { warehouse: null, orderId: null, expectedVersion: null };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        index === 17
          ? store.unitOfWork.execute(
              { ...poison, ...rest, reason: "\u0000" },
              { ...CALLER, idempotencyKey: null },
            )
          : reserveStock(store.deps, order(id, 1), CALLER),
      ),
    );
    expect(outcomes.map(({ status }) => status).filter((status) => status === "rejected")).toHaveLength(1);
    expect(outcomes[17]?.status).toBe("rejected");
    const [item] = await store.reader.items([id]);
    expect(item).toMatchObject({ quantity: 100, reserved: 39 });
  });

  it("when one command loses every race, then it alone fails", async () => {
    const cursed = uniqueName("cursed");
    await query(
      database.url,
      `CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = 'unique_violation'; END $$;
       CREATE TRIGGER lose BEFORE INSERT ON inventory FOR EACH ROW
         WHEN (NEW.product_variant_id = '${cursed}') EXECUTE FUNCTION lose()`,
    );
    const create = (productVariantId: string) =>
      createInventoryItem(store.deps, { productVariantId }, CALLER);
    const alone = create(uniqueName("alone"));
    const ids = [uniqueName("before"), cursed, uniqueName("after")];
    const outcomes = await Promise.allSettled(ids.map(create));
    expect((await alone).ok).toBe(true);
    expect(outcomes).toMatchObject([
      { value: { ok: true } },
      { reason: { code: "OVERLOADED" } },
      { value: { ok: true } },
    ]);
    await query(database.url, "DROP TRIGGER lose ON inventory");
  });

  it("when a row is locked elsewhere for long, then commands on other rows go on", async () => {
    const locked = await stockUp(store, uniqueName("locked"), 10);
    const free = await stockUp(store, uniqueName("free"), 10);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT FROM inventory WHERE product_variant_id = $1 FOR UPDATE", [locked]);
    let waited = true;
    // The first command runs by itself; those behind it share a batch with the one that must wait.
    const alone = reserveStock(store.deps, order(free, 1), CALLER);
    const waiting = reserveStock(store.deps, order(locked, 1), CALLER).finally(() => (waited = false));
    const alsoWaiting = reserveStock(store.deps, order(locked, 10), CALLER);
    const answers = await Promise.all([
      reserveStock(store.deps, order(free, 1), CALLER),
      reserveStock(store.deps, order(free, 1), CALLER),
    ]);
    expect((await alone).ok && answers.every(({ ok }) => ok)).toBe(true);
    expect(waited).toBe(true);
    await other.query("COMMIT");
    await other.end();
    expect(await waiting).toMatchObject({ ok: true });
    // First in, first out on one row, also after waiting aside.
    expect(await alsoWaiting).toMatchObject({ ok: false, refusals: [{ shortage: { available: 9 } }] });
  });

  it("when what one order holds is locked elsewhere for long, then other orders' holds can be given back", async () => {
    const [locked, free] = [
      await stockUp(store, uniqueName("locked"), 10),
      await stockUp(store, uniqueName("free"), 10),
    ];
    const [stuck, loose] = [uniqueName("order"), uniqueName("order")];
    await reserveStock(store.deps, order(locked, 1, stuck), CALLER);
    await reserveStock(store.deps, order(free, 1, loose), CALLER);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await other.query("SELECT FROM inventory WHERE product_variant_id = $1 FOR UPDATE", [locked]);
    const release = (orderId: string) =>
      releaseReservation(store.deps, { orderId, reason: "ORDER_CANCELLED" }, CALLER);
    let waited = true;
    // The first command runs by itself; those behind it share a batch.
    const alone = reserveStock(store.deps, order(free, 1), CALLER);
    const waiting = release(stuck).finally(() => (waited = false));
    expect(await release(loose)).toMatchObject({ ok: true });
    expect((await alone).ok).toBe(true);
    expect(waited).toBe(true);
    await other.query("COMMIT");
    await other.end();
    expect(await waiting).toMatchObject({ ok: true });
  });

  it("when an idempotency key is held elsewhere for long, then commands under other keys go on", async () => {
    const id = await stockUp(store, uniqueName("keyed"), 100);
    const idempotencyKey = uniqueName("key");
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await other.query(
      "INSERT INTO idempotency_key (subject, operation, key, request_hash) VALUES ($1, 'reserve', $2, '')",
      [CALLER.subject, idempotencyKey],
    );
    let waited = true;
    const waiting = reserveStock(store.deps, { ...order(id, 1), idempotencyKey }, CALLER).finally(
      () => (waited = false),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => reserveStock(store.deps, order(id, 1), CALLER)),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(waited).toBe(true);
    await other.query("ROLLBACK");
    await other.end();
    expect(await waiting).toMatchObject({ ok: true });
  });

  it("when a caller's patience is over before its turn, then its command is not run", async () => {
    const id = await stockUp(store, uniqueName("late"), 10);
    const late = reserveStock(store.deps, order(id, 1), { ...CALLER, deadline: Date.now() - 1 });
    await expect(late).rejects.toMatchObject({ code: "OVERLOADED" });
    const [item] = await store.reader.items([id]);
    expect(item).toMatchObject({ reserved: 0 });
  });

  it("when two nodes create one item at once, then one of them is told that it exists", async () => {
    const other = openStore(database.url);
    const ids = Array.from({ length: 30 }, () => uniqueName("twice"));
    const create = (node: Store) =>
      Promise.all(
        ids.map((productVariantId) => createInventoryItem(node.deps, { productVariantId }, CALLER)),
      );
    const [here, there] = await Promise.all([create(store), create(other)]);
    ids.forEach((_, index) => {
      expect([here[index]?.ok, there[index]?.ok].sort()).toEqual([false, true]);
    });
    await other.close();
  });

  it("when overlapping baskets are reserved in opposite orders from two nodes, then no deadlock reaches a caller", async () => {
    const other = openStore(database.url);
    const ids = await Promise.all(
      Array.from({ length: 6 }, () => stockUp(store, uniqueName("basket"), 10_000)),
    );
    const lines = ids.map((productVariantId) => ({ productVariantId, quantity: 1 }));
    const baskets = Array.from({ length: 500 }, (_, index) => [
      reserveStock(store.deps, { orderId: `a${index}`, lines: lines.slice(0, 5) }, CALLER),
      reserveStock(other.deps, { orderId: `b${index}`, lines: lines.slice(1).reverse() }, CALLER),
    ]);
    const answers = await Promise.all(baskets.flat());
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const items = await store.reader.items(ids);
    expect(items.map((item) => item?.reserved)).toEqual([500, 1000, 1000, 1000, 1000, 500]);
    await other.close();
  });
});

describe("expiry", () => {
  const overdue = async (id: string, quantity: number) => {
    const answer = await reserveStock(store.deps, { ...order(id, quantity), ttlSeconds: 900 }, CALLER);
    if (!answer.ok) throw new Error("the hold was refused");
    const past = "now() - interval '1 second'";
    await query(database.url, `UPDATE reservation SET expires_at = ${past} WHERE id = $1`, [
      answer.value.reservation.id,
    ]);
    await query(database.url, `UPDATE reservation_line SET expires_at = ${past} WHERE reservation_id = $1`, [
      answer.value.reservation.id,
    ]);
    await query(database.url, `UPDATE inventory SET next_expiry = ${past} WHERE product_variant_id = $1`, [
      id,
    ]);
    return answer.value.reservation.id;
  };

  it("when a hold is overdue, then reads count it as available before anybody has booked it", async () => {
    const id = await stockUp(store, uniqueName("overdue"), 5);
    const reservationId = await overdue(id, 5);
    const [item] = await store.reader.items([id]);
    expect(item).toMatchObject({ reserved: 0, status: "IN_STOCK" });
    expect((await store.reader.levels([id]))[0]).toMatchObject([{ reserved: 0 }]);
    expect((await store.reader.reservations([reservationId]))[0]).toMatchObject({ status: "EXPIRED" });
  });

  it("when more holds are overdue than one batch books, then they are all booked before the answer", async () => {
    const id = await stockUp(store, uniqueName("overdue"), 1_200);
    await Promise.all(Array.from({ length: 1_200 }, () => reserveStock(store.deps, order(id, 1), CALLER)));
    for (const table of ["reservation", "reservation_line"]) {
      await query(
        database.url,
        `UPDATE ${table} SET expires_at = now() - interval '1 second'
         WHERE ${table === "reservation" ? "id" : "reservation_id"} IN
           (SELECT reservation_id FROM reservation_line WHERE product_variant_id = $1)`,
        [id],
      );
    }
    await query(database.url, "UPDATE inventory SET next_expiry = now() WHERE product_variant_id = $1", [id]);
    const [whole, more] = await Promise.all([
      reserveStock(store.deps, order(id, 1_200), CALLER),
      reserveStock(store.deps, order(id, 1), CALLER),
    ]);
    expect(whole).toMatchObject({ ok: true });
    expect(more).toMatchObject({ ok: false, refusals: [{ shortage: { available: 0 } }] });
  });

  it("when nobody touches an item, then the sweep books its overdue hold, once however many sweep", async () => {
    const other = openStore(database.url);
    const id = await stockUp(store, uniqueName("overdue"), 5);
    const reservationId = await overdue(id, 5);
    expect(await store.reader.overdueItems(100)).toContain(id);
    await Promise.all([store, other].map(({ deps, reader }) => bookExpiredHolds(deps, reader, CALLER)));
    expect(await store.reader.overdueItems(100)).not.toContain(id);
    const released = await query(
      database.url,
      "SELECT data FROM event WHERE aggregate_id = $1 AND event_type = 'InventoryReleasedEvent'",
      [id],
    );
    expect(released).toMatchObject([{ data: { reservationId, reasonForRelease: "RESERVATION_EXPIRED" } }]);
    await other.close();
  });

  it("when an overdue hold stands in the way, then it is booked first, with its event", async () => {
    const id = await stockUp(store, uniqueName("overdue"), 5);
    const reservationId = await overdue(id, 5);
    expect(await reserveStock(store.deps, order(id, 4), CALLER)).toMatchObject({ ok: true });
    const events = await query(
      database.url,
      "SELECT event_type, data FROM event WHERE aggregate_id = $1 AND aggregate_version = 4 ORDER BY seq",
      [id],
    );
    expect(events).toMatchObject([
      {
        event_type: "InventoryReleasedEvent",
        data: { reservationId, reasonForRelease: "RESERVATION_EXPIRED" },
      },
      { event_type: "StockStatusChangedEvent", data: { newStatus: "IN_STOCK" } },
    ]);
    const late = await releaseReservation(store.deps, { reservationId, reason: "ORDER_CANCELLED" }, CALLER);
    expect(late).toMatchObject({ ok: false, refusals: [{ code: "RESERVATION_CLOSED" }] });
  });
});
