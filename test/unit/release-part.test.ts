import { describe, expect, it } from "@jest/globals";
import type { Release } from "../../src/domain/commands.js";
import { adjust } from "../../src/domain/rules/adjust.js";
import { release } from "../../src/domain/rules/release.js";
import { heldLine, reservationOf, stateWith } from "../support/holds.js";
import { context, EAST, MAIN, NOW } from "../support/stock.js";

const giveBack = (state: ReturnType<typeof stateWith>, changes: Partial<Release>) => {
  const command = { reservationId: null, orderId: null, lines: null, reason: "ORDER_CANCELLED" } as const;
  return release(state, { kind: "release", ...command, ...changes }, context());
};

const line = (productVariantId: string, quantity: number, warehouse: string | null = null) => ({
  ...{ productVariantId, quantity, warehouse },
});

describe("release of a part", () => {
  it("when a part is given back, then the rest stays held and the order is told nothing yet", () => {
    const state = stateWith([reservationOf("r1", { status: "CONFIRMED", expiresAt: null })]);
    const { changes } = giveBack(state, { reservationId: "r1", lines: [line("a", 2)] });
    expect(changes.reservations).toMatchObject([
      { status: "CONFIRMED", version: 2, lines: [{ released: 2 }] },
    ]);
    expect(changes.items).toMatchObject([{ quantity: 10, reserved: 1 }]);
    expect(changes.entries).toMatchObject([{ kind: "RELEASE", reservedDelta: -2, reservedAfter: 1 }]);
    expect(changes.events).toMatchObject([
      { type: "InventoryReleasedEvent", data: { quantityReleased: 2, reservationId: "r1" } },
    ]);
  });

  it("when no quantity is given, then all that is held of the variant is given back, and of others nothing", () => {
    const lines = [heldLine("a", 3, MAIN, { released: 1 }), heldLine("b", 2, MAIN)];
    const state = stateWith([reservationOf("r1", { lines })]);
    const everything = { productVariantId: "a", quantity: null, warehouse: null };
    const { changes } = giveBack(state, { orderId: "order-1", lines: [everything] });
    expect(changes.reservations).toMatchObject([
      { status: "ACTIVE", lines: [{ quantity: 3, released: 3 }, { released: 0 }] },
    ]);
    expect(changes.entries).toMatchObject([{ productVariantId: "a", reservedDelta: -2 }]);
  });

  it("when nothing of the variant is held any more, then RESERVATION_CLOSED", () => {
    const lines = [heldLine("a", 3, MAIN, { released: 3 }), heldLine("b", 2, MAIN)];
    const state = stateWith([reservationOf("r1", { lines })]);
    const everything = { productVariantId: "a", quantity: null, warehouse: null };
    const { result } = giveBack(state, { orderId: "order-1", lines: [everything] });
    expect(result).toMatchObject({
      refusals: [{ code: "RESERVATION_CLOSED", field: ["lines", "0", "productVariantId"] }],
    });
  });

  it("when the last unit is given back, then it is RELEASED, whatever was sold before", () => {
    const lines = [heldLine("a", 3, MAIN, { fulfilled: 2 })];
    const state = stateWith([reservationOf("r1", { lines, version: 2 })]);
    const { changes } = giveBack(state, {
      ...{ reservationId: "r1", lines: [line("a", 1)], reason: "ORDER_COMPLETED_ADJUSTMENT" },
    });
    expect(changes.reservations).toMatchObject([{ status: "RELEASED", version: 3 }]);
    expect(changes.events.at(-1)).toMatchObject({
      type: "AllocationCancelledEvent",
      aggregateId: "order-1",
      aggregateVersion: 3,
      data: {
        reservationIds: ["r1"],
        reason: "ORDER_COMPLETED_ADJUSTMENT",
        lines: [{ quantity: 3, fulfilledQuantity: 2, releasedQuantity: 1 }],
      },
    });
  });

  it("when an order has several reservations, then the oldest give first, and who ends is told", () => {
    const young = reservationOf("r1", { createdAt: NOW - 5 });
    const old = reservationOf("r2", { createdAt: NOW - 9, version: 7 });
    const { changes, result } = giveBack(stateWith([young, old]), {
      orderId: "order-1",
      lines: [line("a", 4)],
    });
    expect(result).toMatchObject({
      ok: true,
      value: {
        reservations: [
          { id: "r2", status: "RELEASED", lines: [{ released: 3 }] },
          { id: "r1", status: "ACTIVE", lines: [{ released: 1 }] },
        ],
      },
    });
    expect(changes.items).toMatchObject([{ reserved: 2, version: 2 }]);
    const [released, cancelled] = changes.events;
    expect(released?.data).toMatchObject({ quantityReleased: 4 });
    expect(released?.data).not.toHaveProperty("reservationId");
    expect(cancelled).toMatchObject({ aggregateVersion: 8, data: { reservationIds: ["r2"] } });
  });

  it("when an order is released that has two, then it is told once, with both", () => {
    const both = [reservationOf("r1"), reservationOf("r2", { version: 5 })];
    const { changes } = giveBack(stateWith(both), { orderId: "order-1" });
    expect(changes.events.map(({ type }) => type)).toEqual([
      "InventoryReleasedEvent",
      "AllocationCancelledEvent",
    ]);
    expect(changes.events[1]).toMatchObject({ aggregateVersion: 6, data: { reservationIds: ["r1", "r2"] } });
  });

  it.each([
    ["more than is held", line("a", 4), "INVALID_QUANTITY", "quantity"],
    ["a variant that is not held", line("b", 1), "NOT_FOUND", "productVariantId"],
    ["an unknown warehouse", line("a", 1, "WEST"), "NOT_FOUND", "warehouseId"],
  ])("when %s is to be given back, then it is refused", (_what, wrong, code, name) => {
    const { changes, result } = giveBack(stateWith([reservationOf("r1")]), {
      orderId: "order-1",
      lines: [wrong],
    });
    expect(result).toMatchObject({ ok: false, refusals: [{ code, field: ["lines", "0", name] }] });
    expect(changes.reservations).toEqual([]);
  });

  it("when MAIN owes what is held, then it can be given back all the same", () => {
    const state = stateWith([reservationOf("r1")], {
      onHand: { a: [0, 0] },
      item: { backorderPolicy: "ALLOW" },
      main: { backorderLimit: null },
    });
    const { changes } = giveBack(state, { reservationId: "r1", lines: [line("a", 3)] });
    expect(changes.items).toMatchObject([{ quantity: 0, reserved: 0 }]);
  });
});

describe("a sale through adjust", () => {
  const sell = (state: ReturnType<typeof stateWith>, delta: number, warehouse: string | null = null) => {
    const command = { kind: "adjust", productVariantId: "a", delta, changeType: "SALE", warehouse } as const;
    const rest = { reason: null, orderId: "order-1", expectedVersion: null };
    return adjust(state, { ...command, ...rest }, context()).changes;
  };

  it("when it takes the last of two reservations, then the order is told once, of both", () => {
    const state = stateWith([reservationOf("r1"), reservationOf("r2", { version: 4 })]);
    const { events, reservations } = sell(state, -6);
    expect(reservations.map(({ status, version }) => [status, version])).toEqual([
      ["FULFILLED", 2],
      ["FULFILLED", 5],
    ]);
    expect(events.map(({ type }) => type)).toEqual(["StockLevelChangedEvent", "AllocationFulfilledEvent"]);
    expect(events[1]).toMatchObject({ aggregateVersion: 5, data: { reservationIds: ["r1", "r2"] } });
  });

  it("when it leaves a unit held, then the order is told nothing", () => {
    const { events } = sell(stateWith([reservationOf("r1")]), -2);
    expect(events.map(({ type }) => type)).toEqual(["StockLevelChangedEvent"]);
  });

  it("when it names a warehouse, then what is held there goes first", () => {
    const lines = [heldLine("a", 3), heldLine("a", 3, EAST)];
    const state = stateWith([reservationOf("r1", { lines })], { onHand: { a: [5, 5] } });
    expect(sell(state, -3, "EAST").entries).toMatchObject([{ warehouseId: EAST.id, quantityDelta: -3 }]);
  });
});
