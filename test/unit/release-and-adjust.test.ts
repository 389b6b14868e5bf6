import { describe, expect, it } from "@jest/globals";
import type { Adjust, Release } from "../../src/domain/commands.js";
import { MAX_QUANTITY, type Reservation } from "../../src/domain/model.js";
import { adjust } from "../../src/domain/rules/adjust.js";
import { release } from "../../src/domain/rules/release.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf, stocked } from "../support/stock.js";

function hold(id: string, quantity: number, changes: Partial<Reservation> = {}): Reservation {
  return {
    id,
    orderId: "order-1",
    userId: null,
    status: "ACTIVE",
    expiresAt: NOW + 1_000,
    lines: [{ productVariantId: "a", warehouseId: MAIN.id, quantity, fulfilled: 0, released: 0 }],
    version: 1,
    createdAt: NOW,
    updatedAt: NOW,
    ...changes,
  };
}

function held(reserved: number, ...reservations: Reservation[]) {
  const levels = [level("a", MAIN, { quantity: 10, reserved })];
  return stateOf({ items: [itemOf("a", levels)], levels, reservations });
}

const releaseOf = (changes: Partial<Release>): Release => ({
  kind: "release",
  reservationId: null,
  orderId: null,
  lines: null,
  reason: "ORDER_CANCELLED",
  ...changes,
});

const adjustOf = (delta: number, changes: Partial<Adjust> = {}): Adjust => ({
  kind: "adjust",
  productVariantId: "a",
  delta,
  changeType: "ADJUSTMENT",
  warehouse: null,
  reason: null,
  orderId: null,
  expectedVersion: null,
  ...changes,
});

describe("release", () => {
  it("when an order holds an item twice, then both are given back as one change", () => {
    const state = held(7, hold("r1", 3), hold("r2", 4));
    const { changes } = release(state, releaseOf({ orderId: "order-1" }), context());
    expect(changes.items).toMatchObject([{ reserved: 0, version: 2 }]);
    expect(changes.levels).toMatchObject([{ reserved: 0 }]);
    expect(changes.reservations.map(({ status }) => status)).toEqual(["RELEASED", "RELEASED"]);
    expect(changes.entries).toMatchObject([{ reservedDelta: -7, reservedAfter: 0 }]);
    expect(changes.events.filter(({ type }) => type === "InventoryReleasedEvent")).toMatchObject([
      {
        aggregateVersion: 2,
        data: { quantityReleased: 7, availableQuantityAfterRelease: 10, reasonForRelease: "ORDER_CANCELLED" },
      },
    ]);
  });

  it.each(["FULFILLED", "RELEASED", "EXPIRED"] as const)(
    "when it is %s already, then RESERVATION_CLOSED",
    (status) => {
      const closed = hold("r1", 3, { status, lines: [] });
      const { result, changes } = release(held(0, closed), releaseOf({ reservationId: "r1" }), context());
      expect(result).toMatchObject({
        ok: false,
        refusals: [{ code: "RESERVATION_CLOSED", field: ["reservationId"] }],
      });
      expect(changes.events).toEqual([]);
    },
  );

  it("when the reservation is unknown, then NOT_FOUND", () => {
    const { result } = release(held(0), releaseOf({ reservationId: "nope" }), context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "NOT_FOUND" }] });
  });
});

describe("adjust", () => {
  it("when goods arrive, then quantity, ledger and events follow", () => {
    const { changes, result } = adjust(
      stateOf(stocked("a", 0)),
      adjustOf(5, { changeType: "PURCHASE" }),
      context(),
    );
    expect(changes.events).toMatchObject([
      {
        type: "StockLevelChangedEvent",
        data: {
          oldQuantity: 0,
          newQuantity: 5,
          quantityChanged: 5,
          changeType: "PURCHASE",
          trigger: "ADMIN_UPDATE",
        },
      },
      { type: "StockStatusChangedEvent", data: { oldStatus: "OUT_OF_STOCK", newStatus: "IN_STOCK" } },
    ]);
    expect(result).toMatchObject({ ok: true, value: { entries: [{ kind: "PURCHASE", quantityAfter: 5 }] } });
  });

  it("when quantity crosses the threshold downward, then LowStockThresholdReached, once", () => {
    const types = (quantity: number) =>
      adjust(stateOf(stocked("a", quantity)), adjustOf(-1), context()).changes.events.map(({ type }) => type);
    expect(types(4)).toContain("LowStockThresholdReachedEvent");
    expect(types(3)).not.toContain("LowStockThresholdReachedEvent");
    expect(types(5)).not.toContain("LowStockThresholdReachedEvent");
  });

  it("when it would go below what is reserved, then INSUFFICIENT_STOCK with what is free", () => {
    const { result } = adjust(held(7, hold("r1", 7)), adjustOf(-4), context());
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "INSUFFICIENT_STOCK", field: ["delta"], shortage: { requested: 4, available: 3 } }],
    });
  });

  it("when the version is not the expected one, then STALE_VERSION with the item as it is", () => {
    const { result } = adjust(stateOf(stocked("a", 4)), adjustOf(1, { expectedVersion: 9 }), context());
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "STALE_VERSION", current: { version: 1 } }],
    });
  });

  it("when the quantity would not fit, then INVALID_QUANTITY", () => {
    const { result } = adjust(stateOf(stocked("a", 1)), adjustOf(MAX_QUANTITY), context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "INVALID_QUANTITY" }] });
  });

  it("when a warehouse has none of the item yet, then it gets a level", () => {
    const { changes } = adjust(stateOf(stocked("a", 1)), adjustOf(5, { warehouse: "EAST" }), context());
    expect(changes.levels).toMatchObject([{ warehouseId: EAST.id, quantity: 5, backorderLimit: 0 }]);
    expect(changes.items).toMatchObject([{ quantity: 6 }]);
  });

  it("when an order sells what it holds, then quantity and reserved fall together", () => {
    const sale = adjustOf(-5, { changeType: "SALE", orderId: "order-1" });
    const { changes } = adjust(held(3, hold("r1", 3)), sale, context());
    expect(changes.items).toMatchObject([{ quantity: 5, reserved: 0 }]);
    expect(changes.reservations).toMatchObject([{ status: "FULFILLED", lines: [{ fulfilled: 3 }] }]);
    expect(changes.entries).toMatchObject([{ kind: "SALE", quantityDelta: -5, reservedDelta: -3 }]);
  });

  it("when an order sells more than it holds and what is left is held by others, then it is refused", () => {
    const others = hold("r2", 7, { orderId: "order-2" });
    const sale = adjustOf(-5, { changeType: "SALE", orderId: "order-1" });
    const { result, changes } = adjust(held(10, hold("r1", 3), others), sale, context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "INSUFFICIENT_STOCK" }] });
    expect(changes.items).toEqual([]);
  });

  it("when a sale takes more than is held and free, then it is told what both come to, once", () => {
    const sale = adjustOf(-9, { changeType: "SALE", orderId: "order-1" });
    const { result } = adjust(held(5, hold("r1", 2)), sale, context());
    expect(result).toMatchObject({ ok: false, refusals: [{ shortage: { requested: 9, available: 7 } }] });
    // What MAIN owes is not there: the one unit on hand cannot be sold out of the hold and once more.
    const levels = [level("a", MAIN, { quantity: 1, reserved: 3, backorderLimit: null })];
    const item = itemOf("a", levels, { backorderPolicy: "ALLOW" });
    const owed = stateOf({ items: [item], levels, reservations: [hold("r1", 3)] });
    const ofOwed = adjust(owed, adjustOf(-2, { changeType: "SALE", orderId: "order-1" }), context());
    expect(ofOwed.result).toMatchObject({
      ok: false,
      refusals: [{ shortage: { requested: 2, available: 1 } }],
    });
  });

  it("when the caller may only sell what its order holds, then free stock is refused to it", () => {
    const sale = adjustOf(-5, { changeType: "SALE", orderId: "order-1" });
    const confined = context({ mayAdjust: false });
    const { result } = adjust(held(3, hold("r1", 3)), sale, confined);
    expect(result).toMatchObject({ ok: false, refusals: [{ shortage: { requested: 5, available: 3 } }] });
    expect(adjust(held(5, hold("r1", 5)), sale, confined).result.ok).toBe(true);
  });

  it("when the caller is confined to a warehouse, then what its order holds in another is not sold", () => {
    const sale = adjustOf(-3, { changeType: "SALE", orderId: "order-1", warehouse: "EAST" });
    const { result } = adjust(held(3, hold("r1", 3)), sale, context({ warehouses: ["EAST"] }));
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "INSUFFICIENT_STOCK" }] });
  });

  it("when the caller does not reach MAIN, then a sale of what its order holds elsewhere needs no warehouse", () => {
    const confined = context({ warehouses: ["EAST"], mayAdjust: false });
    const line = { productVariantId: "a", warehouseId: EAST.id, quantity: 3, fulfilled: 0, released: 0 };
    const levels = [level("a", MAIN, { quantity: 10 }), level("a", EAST, { quantity: 5, reserved: 3 })];
    const reservations = [hold("r1", 3, { lines: [line] })];
    const state = stateOf({ items: [itemOf("a", levels)], levels, reservations });
    const sale = (delta: number) => adjustOf(delta, { changeType: "SALE", orderId: "order-1" });
    const { result, changes } = adjust(state, sale(-3), confined);
    expect(result.ok).toBe(true);
    expect(changes.levels).toMatchObject([{ warehouseId: EAST.id, quantity: 2, reserved: 0 }]);
    // What it does not hold would come from MAIN.
    expect(adjust(state, sale(-4), context({ warehouses: ["EAST"] })).result).toMatchObject({
      refusals: [{ code: "NOT_FOUND", field: ["warehouseId"] }],
    });
  });

  it.each(["FULFILLED", "RELEASED", "EXPIRED"] as const)(
    "when the order's hold is %s, then a sale for it comes too late, and takes no free stock instead",
    (status) => {
      const [fulfilled, released] = status === "FULFILLED" ? [3, 0] : [0, 3];
      const line = { productVariantId: "a", warehouseId: MAIN.id, quantity: 3, fulfilled, released };
      const state = held(0, hold("r1", 3, { status, lines: [line] }));
      const sale = adjustOf(-3, { changeType: "SALE", orderId: "order-1" });
      const { result, changes } = adjust(state, sale, context());
      expect(result).toMatchObject({ refusals: [{ code: "RESERVATION_CLOSED", field: ["orderId"] }] });
      expect(changes.items).toEqual([]);
    },
  );

  it("when a sale names a warehouse, then what its order holds in another stays held", () => {
    const levels = [level("a", MAIN, { quantity: 10, reserved: 3 }), level("a", EAST, { quantity: 5 })];
    const state = stateOf({ items: [itemOf("a", levels)], levels, reservations: [hold("r1", 3)] });
    const sale = adjustOf(-2, { changeType: "SALE", orderId: "order-1", warehouse: "EAST" });
    const { changes } = adjust(state, sale, context());
    expect(changes.levels).toMatchObject([{ warehouseId: EAST.id, quantity: 3, reserved: 0 }]);
    expect(changes.reservations).toEqual([]);
  });
});
