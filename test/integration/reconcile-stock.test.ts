/** @needs postgres */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { MAIN_WAREHOUSE_ID } from "../../src/domain/model.js";
import { SourceFault, type StockSource } from "../../src/ports/stock-source.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { createWarehouse } from "../../src/usecases/create-warehouse.js";
import { reserveStock } from "../../src/usecases/reserve-stock.js";
import { setStock } from "../../src/usecases/set-stock.js";
import { eventually } from "../support/eventually.js";
import { brief, openReconciling, sourceAt, type Reconciling } from "../support/reconciling.js";
import { freshDatabase, query, uniqueName, type FreshDatabase } from "../support/services.js";
import { CALLER, expectConsistent, openStore, stockUp, type Store } from "../support/store.js";
import {
  figures,
  openWarehouseStub,
  type StubFigure,
  type WarehouseStub,
} from "../support/warehouse-stub.js";

let database: FreshDatabase;
let store: Store;
let warehouse: WarehouseStub;
let reconciling: Reconciling;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.url);
  warehouse = await openWarehouseStub();
  expect(await createWarehouse(store.deps, { code: "EAST", name: "East" }, CALLER)).toMatchObject({
    ok: true,
  });
});

beforeEach(() => {
  reconciling = openReconciling(store, sourceAt(warehouse.url));
});

afterAll(async () => {
  await warehouse.close();
  await store.close();
  await database.drop();
});

const item = (quantity: number) => stockUp(store, uniqueName("item"), quantity);
const sell = (id: string, quantity: number) =>
  adjustStock(store.deps, { productVariantId: id, delta: -quantity, changeType: "SALE" }, CALLER);

async function onHand(id: string): Promise<number> {
  const [row] = await query<{ quantity: number }>(
    database.url,
    "SELECT quantity FROM inventory WHERE product_variant_id = $1",
    [id],
  );
  return row?.quantity ?? NaN;
}

/** A moment of the database's clock, that everything so far is before, and everything that follows after. */
async function momentBetween(): Promise<string> {
  const clock = async () => {
    const [row] = await query<{ now: number }>(
      database.url,
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now",
    );
    return row?.now ?? NaN;
  };
  const moment = Math.ceil(await clock()) + 1;
  await eventually(async () => expect(await clock()).toBeGreaterThan(moment + 1));
  return new Date(moment).toISOString();
}

/** What the warehouse says from now on, of now. */
async function say(rows: readonly StubFigure[], headers: Record<string, string> = {}): Promise<void> {
  warehouse.answer(figures(rows, { "stock-as-of": await momentBetween(), ...headers }));
}

describe("a reconciliation", () => {
  it("when figures differ, then a dry run tells of them, and one that applies corrects them, once", async () => {
    const [right, fewer, more] = [await item(10), await item(10), await item(10)];
    await say([
      { productVariantId: right, quantity: 10 },
      { productVariantId: fewer, quantity: 7 },
      { productVariantId: more, quantity: 14 },
      { productVariantId: more, quantity: 3, warehouse: "EAST" },
    ]);
    const dry = await reconciling.run({});
    expect(dry).toMatchObject({
      state: "DONE",
      dryRun: true,
      compared: 4,
      agreeing: 1,
      corrected: 0,
      remaining: 3,
    });
    expect((await reconciling.differences(dry.id)).map(brief)).toEqual([
      [fewer, "MAIN", 7, 10, -3, "FOUND", null],
      [more, "MAIN", 14, 10, 4, "FOUND", null],
      [more, "EAST", 3, 0, 3, "FOUND", null],
    ]);
    expect(await onHand(fewer)).toBe(10);

    const applied = await reconciling.run();
    expect(applied).toMatchObject({ state: "DONE", agreeing: 1, corrected: 3, remaining: 0 });
    expect(await Promise.all([right, fewer, more].map(onHand))).toEqual([10, 7, 17]);
    expect(await reconciling.run()).toMatchObject({ agreeing: 4, corrected: 0, remaining: 0 });
    const [entry] = await query(
      database.url,
      "SELECT kind, reason, reference, quantity_delta FROM ledger_entry WHERE product_variant_id = $1 ORDER BY item_version DESC LIMIT 1",
      [fewer],
    );
    expect(entry).toEqual({
      kind: "ADJUSTMENT",
      reason: "reconciliation",
      reference: applied.id,
      quantity_delta: -3,
    });
    await expectConsistent(database.url);
  });

  it("when a correction is told, then as a scheduled sync, which notifies nobody of low stock", async () => {
    const id = await item(10);
    await say([{ productVariantId: id, quantity: 2 }]);
    const { id: reconciliationId } = await reconciling.run();
    const events = await query<{ event_type: string; data: object; causation_id: string }>(
      database.url,
      "SELECT event_type, data, causation_id FROM event WHERE aggregate_id = $1 ORDER BY seq DESC LIMIT 2",
      [id],
    );
    expect(events.map(({ event_type }) => event_type)).toEqual([
      "StockStatusChangedEvent",
      "StockLevelChangedEvent",
    ]);
    expect(events[1]).toMatchObject({
      causation_id: reconciliationId,
      data: {
        ...{ oldQuantity: 10, newQuantity: 2, changeType: "ADJUSTMENT", trigger: "SCHEDULED_SYNC" },
        ...{ warehouseId: MAIN_WAREHOUSE_ID, orderId: null, updatedBy: CALLER.subject },
      },
    });
  });

  it("when stock was sold since the figures were taken, then that is no difference, and what is is corrected on top", async () => {
    const [right, wrong] = [await item(10), await item(10)];
    const asOf = await momentBetween();
    await Promise.all([sell(right, 4), sell(wrong, 4)]);
    const rows = [
      { productVariantId: right, quantity: 10 },
      { productVariantId: wrong, quantity: 8 },
    ];
    warehouse.answer(figures(rows, { "stock-as-of": asOf }));
    expect(await reconciling.run()).toMatchObject({ agreeing: 1, corrected: 1, remaining: 0 });
    expect(await Promise.all([right, wrong].map(onHand))).toEqual([6, 4]);
    // The same old figures again, and again by row.
    expect(await reconciling.run()).toMatchObject({ agreeing: 2, corrected: 0 });
    warehouse.answer(figures(rows.map((row) => ({ ...row, asOf }))));
    expect(await reconciling.run()).toMatchObject({ agreeing: 2, corrected: 0 });
    expect(await Promise.all([right, wrong].map(onHand))).toEqual([6, 4]);
  });

  it("when somebody has counted since, or newer figures were applied, then older figures correct nothing", async () => {
    const [counted, renewed] = [await item(10), await item(10)];
    const asOf = await momentBetween();
    const count = { productVariantId: counted, quantity: 9, changeFromQuantity: null };
    expect(await setStock(store.deps, count, CALLER)).toMatchObject({ ok: true });
    await say([{ productVariantId: renewed, quantity: 12 }]);
    expect(await reconciling.run()).toMatchObject({ corrected: 1 });
    const old = [counted, renewed].map((productVariantId) => ({ productVariantId, quantity: 5 }));
    warehouse.answer(figures(old, { "stock-as-of": asOf }));
    const { id } = await reconciling.run();
    expect((await reconciling.differences(id)).map(({ outcome }) => outcome)).toEqual([
      "SUPERSEDED",
      "SUPERSEDED",
    ]);
    expect(await Promise.all([counted, renewed].map(onHand))).toEqual([9, 12]);
  });

  it("when a process is gone after its first corrections, then these supersede older figures all the same", async () => {
    const id = await item(10);
    const asOf = await momentBetween();
    await say([{ productVariantId: id, quantity: 12 }]);
    const gone = () => Promise.reject(new Error("gone"));
    const { reconciliations } = reconciling.deps;
    const dying = openReconciling(store, sourceAt(warehouse.url), {
      reconciliations: { ...reconciliations, save: gone, end: gone },
    });
    await expect(dying.run()).rejects.toThrow("gone");
    expect(await onHand(id)).toBe(12);
    await query(database.url, "UPDATE reconciliation SET expires_at = now() WHERE state = 'RUNNING'");
    warehouse.answer(figures([{ productVariantId: id, quantity: 9 }], { "stock-as-of": asOf }));
    const { id: later } = await reconciling.run();
    expect((await reconciling.differences(later)).map(({ outcome }) => outcome)).toEqual(["SUPERSEDED"]);
    expect(await onHand(id)).toBe(12);
  });

  it("when somebody calls an adjustment of theirs a reconciliation, then older figures do not undo it", async () => {
    const id = await item(10);
    const asOf = await momentBetween();
    const found = {
      productVariantId: id,
      delta: 5,
      changeType: "ADJUSTMENT",
      reason: "reconciliation",
    } as const;
    expect(await adjustStock(store.deps, found, CALLER)).toMatchObject({ ok: true });
    for (const [quantity, told] of [
      [10, { agreeing: 1, remaining: 0 }],
      [9, { agreeing: 0, remaining: 1 }],
    ] as const) {
      warehouse.answer(figures([{ productVariantId: id, quantity }], { "stock-as-of": asOf }));
      expect(await reconciling.run()).toMatchObject({ corrected: 0, ...told });
    }
    expect(await onHand(id)).toBe(15);
  });

  it("when a source cannot be read, then it is told to let go of what it has opened", async () => {
    let letGo: AbortSignal | undefined;
    const source: StockSource = {
      name: "unreadable",
      open: async (signal) => {
        letGo = signal;
        throw new SourceFault("unreadable");
      },
    };
    const { state, lastError } = await openReconciling(store, source).run();
    expect([state, lastError, letGo?.aborted]).toEqual(["FAILED", "unreadable", true]);
  });

  it("when stock moves while a figure is taken, then nobody can tell, and it is left to the next time", async () => {
    const id = await item(10);
    const asOf = await momentBetween();
    await sell(id, 4);
    const slow = openReconciling(store, sourceAt(warehouse.url), { toleranceMs: 1_000 });
    const said = (quantity: number) => figures([{ productVariantId: id, quantity }], { "stock-as-of": asOf });
    for (const quantity of [6, 10]) {
      warehouse.answer(said(quantity));
      expect(await slow.run()).toMatchObject({ agreeing: 1, remaining: 0 });
    }
    warehouse.answer(said(11));
    const { id: reconciliationId } = await slow.run();
    expect(await slow.differences(reconciliationId)).toMatchObject([{ figure: 11, outcome: "UNSETTLED" }]);
    expect(await onHand(id)).toBe(6);
  });

  it("when rows cannot be corrected, then each is told with its reason, and the others are corrected", async () => {
    const [held, doubled, fine] = [await item(10), await item(5), await item(5)];
    await reserveStock(
      store.deps,
      { orderId: held, lines: [{ productVariantId: held, quantity: 6 }] },
      CALLER,
    );
    const asOf = await momentBetween();
    warehouse.answer((_request, response) => {
      response.writeHead(200, { "content-type": "text/csv; charset=utf-8", "stock-as-of": asOf });
      response.end(
        [
          "sku,productVariantId,warehouse,quantity,asOf",
          `x,${held},,4,`,
          "x,nobody,,4,",
          `x,${fine},NOWHERE,4,`,
          `x,${fine},,-1,`,
          `x,${fine},,2147483648,`,
          `x,${fine},,many,`,
          `x,${fine},,4,yesterday`,
          `x,${fine},,4,2999-01-01T00:00:00Z`,
          `x,${doubled},,6,`,
          `x,${doubled},MAIN,9,`,
          `${"x".repeat(70)},${"y".repeat(70)},,1,`,
          `x,${fine}`,
          `x,${fine},,1.5,`,
          `x,${fine},,6,`,
        ].join("\n"),
      );
    });
    const { id, compared, corrected, remaining } = await reconciling.run();
    expect({ compared, corrected, remaining }).toEqual({ compared: 14, corrected: 2, remaining: 12 });
    const told = await reconciling.differences(id);
    expect(told.map(({ sourceRow, outcome, code }) => [sourceRow, outcome, code])).toEqual([
      [2, "REFUSED", "INSUFFICIENT_STOCK"],
      [3, "REFUSED", "NOT_FOUND"],
      [4, "REFUSED", "NOT_FOUND"],
      [5, "REFUSED", "INVALID_QUANTITY"],
      [6, "REFUSED", "INVALID_QUANTITY"],
      [7, "REFUSED", "INVALID_INPUT"],
      [8, "REFUSED", "INVALID_INPUT"],
      [9, "REFUSED", "INVALID_INPUT"],
      [10, "CORRECTED", null],
      [11, "REFUSED", "ALREADY_EXISTS"],
      [12, "REFUSED", "INVALID_INPUT"],
      [13, "REFUSED", "INVALID_INPUT"],
      [14, "REFUSED", "INVALID_QUANTITY"],
      [15, "CORRECTED", null],
    ]);
    expect(told[5]?.message).toBe("quantity: must be a number.");
    expect(told[0]?.message).toContain("of 10 on hand 6 are held");
    expect(await Promise.all([held, doubled, fine].map(onHand))).toEqual([10, 6, 6]);
  });

  it("when only some items are asked for, then the others are not looked at", async () => {
    const [asked, other] = [await item(1), await item(1)];
    await say([asked, other].map((productVariantId) => ({ productVariantId, quantity: 2 })));
    const done = await reconciling.run({ dryRun: false, productVariantIds: [asked] });
    expect(done).toMatchObject({ compared: 1, corrected: 1 });
    expect(await onHand(other)).toBe(1);
  });

  it("when the source names everything, then what it does not name is told, and not booked", async () => {
    const [named, unnamed, empty] = (await Promise.all([item(5), item(5), item(5)])).sort();
    await sell(empty, 5);
    const elsewhere = {
      productVariantId: named,
      delta: 2,
      changeType: "PURCHASE",
      warehouseId: "EAST",
    } as const;
    await adjustStock(store.deps, elsewhere, CALLER);
    await say([{ productVariantId: named, quantity: 5 }], { "stock-complete": "true" });
    const { id, complete } = await reconciling.run({
      dryRun: false,
      productVariantIds: [named, unnamed, empty],
    });
    expect(complete).toBe(true);
    expect((await reconciling.differences(id)).map(brief)).toEqual([
      [named, "EAST", null, 2, null, "MISSING", null],
      [unnamed, "MAIN", null, 5, null, "MISSING", null],
      [empty, null, null, 0, null, "MISSING", null],
    ]);
    expect(await onHand(unnamed)).toBe(5);
  });

  it("when one item cannot be corrected, by a fault of ours, then what was corrected beside it is told", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => item(10)));
    await say(ids.map((productVariantId) => ({ productVariantId, quantity: 7 })));
    const { unitOfWork } = store;
    const failing = openReconciling(store, sourceAt(warehouse.url), {
      unitOfWork: {
        execute: (command, submission) =>
          command.kind === "reconcile" && command.productVariantId === ids[1]
            ? Promise.reject(new Error("a fault of ours"))
            : unitOfWork.execute(command, submission),
      },
    });
    const { id, ...ended } = await failing.run();
    expect(ended).toMatchObject({ state: "FAILED", corrected: 2 });
    expect((await failing.differences(id)).map(({ productVariantId }) => productVariantId).sort()).toEqual(
      [ids[0], ids[2]].sort(),
    );
    expect(await Promise.all(ids.map(onHand))).toEqual([7, 10, 7]);
  });

  it("when the process stops while it looks for what is not named, then it looks no further", async () => {
    await Promise.all([item(1), item(1), item(1)]);
    await say([], { "stock-complete": "true" });
    let pages = 0;
    const { reconciliations } = reconciling.deps;
    const stopped = openReconciling(store, sourceAt(warehouse.url), {
      reconciliations: {
        ...reconciliations,
        unnamed: (id, after) => {
          pages++;
          stopped.stop();
          return reconciliations.unnamed(id, after, 1);
        },
      },
    });
    expect(await stopped.run({})).toMatchObject({ state: "ABANDONED" });
    expect(pages).toBe(1);
  });
});
