/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { StockDifference } from "../../src/domain/audit.js";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { createStockAudits } from "../../src/store/balances.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { bookExpiredHolds } from "../../src/usecases/book-expired-holds.js";
import { releaseReservation } from "../../src/usecases/release-reservation.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { verifyStock, type VerifiedPage, type VerifyStockInput } from "../../src/usecases/verify-stock.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";

let database: FreshDatabase;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

async function verify(input: VerifyStockInput = {}): Promise<VerifiedPage> {
  const deps = { unitOfWork: store.unitOfWork, audits: createStockAudits(store.database.pool) };
  const result = verifyStock(deps, input, CALLER);
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  const pages: VerifiedPage[] = [];
  for await (const page of result.value) pages.push(page);
  return {
    checked: pages.reduce((total, { checked }) => total + checked, 0),
    unknown: pages.flatMap(({ unknown }) => unknown),
    differences: pages.flatMap(({ differences }) => differences),
    repaired: pages.flatMap(({ repaired }) => repaired),
    beyondRepair: pages.flatMap(({ beyondRepair }) => beyondRepair),
  };
}

/** As a superuser can, past every trigger; CHECK constraints hold all the same. */
async function corrupt(sql: string): Promise<void> {
  await query(database.url, `SET session_replication_role = replica; ${sql}`);
}

/** 10 on hand, of which 4 are held. */
async function heldItem(): Promise<string> {
  const id = await stockUp(store, uniqueName("item"), 10);
  const lines = [{ productVariantId: id, quantity: 4 }];
  expect(await reserveStock(store.deps, { orderId: id, lines }, CALLER)).toMatchObject({ ok: true });
  return id;
}

function own(differences: readonly StockDifference[]) {
  return differences.map(({ what, stored, expected }) => [what, stored, expected]);
}

async function entriesOf(id: string) {
  return query<{ kind: string; quantity_delta: number; reserved_delta: number; reason: string | null }>(
    database.url,
    `SELECT kind, quantity_delta, reserved_delta, reason FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version`,
    [id],
  );
}

async function eventsOf(id: string, type: string) {
  return query<{ data: Record<string, unknown> }>(
    database.url,
    "SELECT data FROM event WHERE aggregate_id = $1 AND event_type = $2 ORDER BY seq",
    [id, type],
  );
}

describe("verify", () => {
  it("when all agrees, also with an expired hold that nobody booked, then it finds nothing", async () => {
    const id = await heldItem();
    await query(
      database.url,
      "UPDATE reservation SET expires_at = now() - interval '1 s' WHERE order_id = $1",
      [id],
    );
    const late =
      "UPDATE reservation_line SET expires_at = now() - interval '1 s' WHERE product_variant_id = $1";
    await query(database.url, late, [id]);
    await query(database.url, "UPDATE inventory SET next_expiry = now() WHERE product_variant_id = $1", [id]);
    expect(await verify({ productVariantIds: [id, id, "nobody"] })).toEqual({
      ...{ checked: 1, unknown: ["nobody"], differences: [], repaired: [], beyondRepair: [] },
    });
  });

  it.each<[string, (id: string) => string, unknown[], unknown[]]>([
    [
      "the total on hand",
      (id) => `UPDATE inventory SET quantity = 12 WHERE product_variant_id = '${id}'`,
      [["ITEM_QUANTITY", 12, 10]],
      [],
    ],
    [
      "the total reserved",
      (id) => `UPDATE inventory SET reserved = 6 WHERE product_variant_id = '${id}'`,
      [["ITEM_RESERVED", 6, 4]],
      [],
    ],
    [
      "what is on its way",
      (id) => `UPDATE inventory SET in_transit = 2 WHERE product_variant_id = '${id}'`,
      [["ITEM_IN_TRANSIT", 2, 0]],
      [],
    ],
    [
      "what a level has reserved",
      (id) => `UPDATE stock_level SET reserved = 7 WHERE product_variant_id = '${id}'`,
      [["LEVEL_RESERVED", 7, 4]],
      [],
    ],
    [
      "what a level has on hand",
      (id) => `UPDATE stock_level SET quantity = 15 WHERE product_variant_id = '${id}'`,
      [
        ["ITEM_QUANTITY", 10, 15],
        ["LEDGER_QUANTITY", 10, 15],
      ],
      [["CORRECTION", 5, 0]],
    ],
    [
      "a hold",
      (id) => `UPDATE reservation_line SET released_quantity = 3 WHERE product_variant_id = '${id}'`,
      [
        ["ITEM_RESERVED", 4, 1],
        ["LEVEL_RESERVED", 4, 1],
        ["LEDGER_RESERVED", 4, 1],
      ],
      [["CORRECTION", 0, -3]],
    ],
    [
      "the ledger, which lost an entry,",
      (id) => `DELETE FROM ledger_entry WHERE product_variant_id = '${id}' AND kind = 'RESERVATION'`,
      [["LEDGER_RESERVED", 0, 4]],
      [["CORRECTION", 0, 4]],
    ],
    [
      "everything at once",
      (id) => `UPDATE stock_level SET quantity = 15, reserved = 9 WHERE product_variant_id = '${id}';
        UPDATE inventory SET quantity = 11, reserved = 2, in_transit = 1 WHERE product_variant_id = '${id}'`,
      [
        ["ITEM_QUANTITY", 11, 15],
        ["ITEM_RESERVED", 2, 4],
        ["ITEM_IN_TRANSIT", 1, 0],
        ["LEVEL_RESERVED", 9, 4],
        ["LEDGER_QUANTITY", 10, 15],
      ],
      [["CORRECTION", 5, 0]],
    ],
  ])(
    "when %s is wrong, then it is found, repaired by a new entry, and found no more",
    async (_what, sql, found, booked) => {
      const id = await heldItem();
      const before = await entriesOf(id);
      await corrupt(sql(id));
      expect(own((await verify({ productVariantIds: [id] })).differences)).toEqual(found);

      const repairing = await verify({ productVariantIds: [id], repair: true });
      expect(own(repairing.repaired)).toEqual(found);
      expect(repairing.beyondRepair).toEqual([]);
      expect(await verify({ productVariantIds: [id] })).toMatchObject({ checked: 1, differences: [] });
      const corrections = (await entriesOf(id)).filter(({ kind }) => kind === "CORRECTION");
      expect(corrections.map((entry) => [entry.kind, entry.quantity_delta, entry.reserved_delta])).toEqual(
        booked,
      );
      expect((await entriesOf(id)).length).toBeLessThanOrEqual(before.length + booked.length);
      await expectConsistent(database.url);
      // And the item is in service again.
      const more = { productVariantId: id, delta: 1, changeType: "RETURN" } as const;
      expect(await adjustStock(store.deps, more, CALLER)).toMatchObject({ ok: true });
      expect(
        await releaseReservation(store.deps, { orderId: id, reason: "ORDER_CANCELLED" }, CALLER),
      ).toMatchObject({
        ok: true,
      });
    },
  );

  it("when a total was wrong, then the repair is told as a change of level and of status", async () => {
    const id = await heldItem();
    await corrupt(
      `UPDATE inventory SET quantity = 4, status = 'OUT_OF_STOCK' WHERE product_variant_id = '${id}'`,
    );
    await verify({ productVariantIds: [id], repair: true });
    const level = await eventsOf(id, "StockLevelChangedEvent");
    expect(level.at(-1)?.data).toMatchObject({
      ...{ oldQuantity: 4, newQuantity: 10, quantityChanged: 6, availableQuantity: 6 },
      ...{ changeType: "ADJUSTMENT", trigger: "SCHEDULED_SYNC", warehouseId: MAIN_WAREHOUSE_ID },
    });
    const status = await eventsOf(id, "StockStatusChangedEvent");
    expect(status.at(-1)?.data).toMatchObject({ oldStatus: "OUT_OF_STOCK", newStatus: "IN_STOCK" });
  });

  it("when more is held than is on hand, then it is told as beyond repair, and what can be is mended", async () => {
    const id = await heldItem();
    await corrupt(
      `UPDATE stock_level SET quantity = 3, reserved = 0 WHERE product_variant_id = '${id}';
       UPDATE inventory SET quantity = 3, reserved = 0, status = 'LOW_STOCK' WHERE product_variant_id = '${id}'`,
    );
    const { repaired, beyondRepair } = await verify({ productVariantIds: [id], repair: true });
    expect(own(repaired)).toEqual([["LEDGER_QUANTITY", 10, 3]]);
    expect(own(beyondRepair)).toEqual([
      ["ITEM_RESERVED", 0, 4],
      ["LEVEL_RESERVED", 0, 4],
      ["LEDGER_RESERVED", 0, 4],
    ]);
    // Once goods are there, it can.
    await adjustStock(store.deps, { productVariantId: id, delta: 1, changeType: "PURCHASE" }, CALLER);
    expect(await verify({ productVariantIds: [id], repair: true })).toMatchObject({ beyondRepair: [] });
    await expectConsistent(database.url);
  });

  it("when a wrong level has expired holds as well, then they are booked after the repair", async () => {
    const id = await heldItem();
    await corrupt(`UPDATE stock_level SET reserved = 7 WHERE product_variant_id = '${id}';
      UPDATE reservation SET expires_at = now() - interval '1 s' WHERE order_id = '${id}';
      UPDATE reservation_line SET expires_at = now() - interval '1 s' WHERE product_variant_id = '${id}';
      UPDATE inventory SET next_expiry = now() - interval '1 s' WHERE product_variant_id = '${id}'`);
    expect(own((await verify({ productVariantIds: [id], repair: true })).repaired)).toEqual([
      ["LEVEL_RESERVED", 7, 4],
    ]);
    expect((await entriesOf(id)).at(-1)).toMatchObject({ kind: "EXPIRY", reserved_delta: -4 });
    await expectConsistent(database.url);
  });

  it("when an item contradicts itself, then nothing is booked on it, and the sweep books the others all the same", async () => {
    const [wrong, right] = [await heldItem(), await heldItem()];
    await corrupt(`UPDATE stock_level SET reserved = 7 WHERE product_variant_id = '${wrong}'`);
    for (const id of [wrong, right]) {
      await corrupt(`UPDATE reservation SET expires_at = now() - interval '1 s' WHERE order_id = '${id}';
        UPDATE reservation_line SET expires_at = now() - interval '1 s' WHERE product_variant_id = '${id}';
        UPDATE inventory SET next_expiry = now() - interval '1 s' WHERE product_variant_id = '${id}'`);
    }
    await expect(bookExpiredHolds(store.deps, store.reader, CALLER)).rejects.toThrow(
      "does not fit its level",
    );
    expect((await entriesOf(right)).at(-1)).toMatchObject({ kind: "EXPIRY" });
    expect((await entriesOf(wrong)).at(-1)).toMatchObject({ kind: "RESERVATION" });
    await verify({ productVariantIds: [wrong], repair: true });
    expect((await entriesOf(wrong)).at(-1)).toMatchObject({ kind: "EXPIRY", reserved_delta: -4 });
    await expectConsistent(database.url);
  });

  it("when two repairs of one item and other commands share a batch, then it is repaired once", async () => {
    const id = await heldItem();
    await corrupt(`UPDATE stock_level SET quantity = 15 WHERE product_variant_id = '${id}'`);
    const repair = { kind: "repair", productVariantIds: [id] } as const;
    const submission = { ...CALLER, idempotencyKey: null };
    const [first, , second] = await Promise.all([
      store.unitOfWork.execute(repair, submission),
      adjustStock(store.deps, { productVariantId: id, delta: 1, changeType: "PURCHASE" }, CALLER),
      store.unitOfWork.execute(repair, submission),
    ]);
    expect([first, second].map((result) => (result.ok ? result.value.repaired.length : null))).toEqual([
      2, 0,
    ]);
    expect((await entriesOf(id)).map(({ quantity_delta }) => quantity_delta)).toEqual([10, 0, 5, 1]);
    await expectConsistent(database.url);
  });

  it("when stock moves all the time, then no difference is seen that is not there", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => stockUp(store, uniqueName("busy"), 1000)));
    let busy = true;
    const keepBusy = async (id: string) => {
      for (let order = 0; busy; order++) {
        const lines = [{ productVariantId: id, quantity: 2 }];
        await reserveStock(store.deps, { orderId: `${id} ${order}`, lines, ttlSeconds: 0 }, CALLER);
        await releaseReservation(
          store.deps,
          { orderId: `${id} ${order}`, reason: "ORDER_CANCELLED" },
          CALLER,
        );
      }
    };
    const load = Promise.all(ids.map(keepBusy));
    try {
      for (let round = 0; round < 20; round++) {
        expect((await verify({ productVariantIds: ids })).differences).toEqual([]);
      }
    } finally {
      busy = false;
      await load;
    }
    expect(
      (await verify()).differences.filter(({ productVariantId }) => ids.includes(productVariantId)),
    ).toEqual([]);
  });

  it("when there are more items than a page has, then every one is checked once", async () => {
    await query(
      database.url,
      `INSERT INTO inventory (product_variant_id, low_stock_threshold) SELECT 'page-' || n, 3 FROM generate_series(1, 2500) n`,
    );
    const [{ count }] = (await query(database.url, "SELECT count(*)::int AS count FROM inventory")) as [
      { count: number },
    ];
    expect((await verify()).checked).toBe(count);
  });
});
