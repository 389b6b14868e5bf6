import { describe, expect, it } from "@jest/globals";
import type { Reserve } from "../../src/domain/commands.js";
import { reserve } from "../../src/domain/rules/reserve.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf, stocked } from "../support/stock.js";

function command(lines: [string, number, string?][], changes: Partial<Reserve> = {}): Reserve {
  return {
    kind: "reserve",
    orderId: "order-1",
    userId: null,
    lines: lines.map(([productVariantId, quantity, warehouse]) => ({
      productVariantId,
      quantity,
      warehouse: warehouse ?? null,
    })),
    ttlSeconds: 900,
    policy: "ALL_OR_NOTHING",
    ...changes,
  };
}

describe("reserve", () => {
  it("when there is enough, then totals, level, ledger, hold and event agree", () => {
    const { changes, result } = reserve(stateOf(stocked("a", 10)), command([["a", 4]]), context());
    expect(changes.items).toMatchObject([
      { quantity: 10, reserved: 4, version: 2, nextExpiry: NOW + 900_000 },
    ]);
    expect(changes.levels).toMatchObject([{ warehouseId: MAIN.id, quantity: 10, reserved: 4 }]);
    expect(changes.entries).toMatchObject([
      {
        kind: "RESERVATION",
        quantityDelta: 0,
        reservedDelta: 4,
        quantityAfter: 10,
        reservedAfter: 4,
        itemVersion: 2,
      },
    ]);
    expect(changes.reservations).toMatchObject([
      { orderId: "order-1", status: "ACTIVE", expiresAt: NOW + 900_000 },
    ]);
    expect(changes.events).toMatchObject([
      {
        type: "InventoryReservedEvent",
        aggregateVersion: 2,
        data: { quantityReserved: 4, availableQuantityAfterReservation: 6, orderId: "order-1" },
      },
      {
        type: "AllocationCreatedEvent",
        aggregateType: "Allocation",
        aggregateId: "order-1",
        aggregateVersion: 1,
        ordinal: 0,
        data: {
          orderId: "order-1",
          reservationIds: [changes.reservations[0]?.id],
          lines: [{ productVariantId: "a", warehouseId: MAIN.id, quantity: 4, fulfilledQuantity: 0 }],
          expiresAt: new Date(NOW + 900_000).toISOString(),
        },
      },
    ]);
    expect(result).toMatchObject({ ok: true, value: { reservation: { lines: [{ quantity: 4 }] } } });
  });

  it("when one line falls short, then nothing is held, and that variant's failure is news", () => {
    const state = stateOf({
      items: [...stocked("a", 10).items, ...stocked("b", 1).items],
      levels: [...stocked("a", 10).levels, ...stocked("b", 1).levels],
    });
    const { changes, result } = reserve(state, command([["a", 4], ["b", 2]]), context()); // prettier-ignore
    expect(changes).toMatchObject({ items: [], levels: [], entries: [], reservations: [] });
    expect(changes.events).toMatchObject([
      {
        type: "InventoryReservationFailedEvent",
        aggregateId: "b",
        aggregateVersion: 1,
        data: { quantityAttempted: 2, reasonForFailure: "INSUFFICIENT_STOCK" },
      },
      {
        type: "AllocationRejectedEvent",
        aggregateId: "order-1",
        aggregateVersion: 0,
        data: {
          orderId: "order-1",
          reason: "INSUFFICIENT_STOCK",
          lines: [
            { productVariantId: "a", quantityAttempted: 4, reasonForFailure: null },
            { productVariantId: "b", quantityAttempted: 2, reasonForFailure: "INSUFFICIENT_STOCK" },
          ],
        },
      },
    ]);
    expect(result).toEqual({
      ok: false,
      refusals: [
        {
          code: "INSUFFICIENT_STOCK",
          field: ["lines", "1", "quantity"],
          message: '2 of "b" were asked for, 1 are available.',
          shortage: { productVariantId: "b", requested: 2, available: 1 },
        },
      ],
    });
  });

  it("when PARTIAL is asked for, then what there is of each line is held", () => {
    const { changes, result } = reserve(
      stateOf(stocked("a", 3)),
      command([["a", 5]], { policy: "PARTIAL" }),
      context(),
    );
    expect(changes.levels).toMatchObject([{ reserved: 3 }]);
    expect(result).toMatchObject({ ok: true, value: { shortfalls: [{ code: "INSUFFICIENT_STOCK" }] } });
  });

  it("when lines of one variant together exceed the stock, then they are refused as one", () => {
    const { result } = reserve(stateOf(stocked("a", 5)), command([["a", 3], ["a", 3]]), context()); // prettier-ignore
    expect(result).toMatchObject({ ok: false, refusals: [{ shortage: { requested: 6, available: 5 } }] });
  });

  it("when several warehouses have stock, then the lower priority number gives first", () => {
    const { changes } = reserve(stateOf(stocked("a", 3, 9)), command([["a", 5]]), context());
    expect(changes.levels).toMatchObject([
      { warehouseId: MAIN.id, reserved: 3 },
      { warehouseId: EAST.id, reserved: 2 },
    ]);
    expect(changes.events.map(({ type }) => type)).toEqual([
      "InventoryReservedEvent",
      "AllocationCreatedEvent",
    ]);
    expect(changes.events[0]?.data).toMatchObject({
      quantityReserved: 5,
      availableQuantityAfterReservation: 7,
    });
  });

  it("when one line names a warehouse and another does not, then the named one is served first", () => {
    const { result } = reserve(stateOf(stocked("a", 3, 2)), command([["a", 3], ["a", 2, "EAST"]]), context()); // prettier-ignore
    expect(result).toMatchObject({ ok: true });
  });

  it("when the caller is confined to a warehouse, then the others do not exist for it", () => {
    const { result } = reserve(
      stateOf(stocked("a", 9, 2)),
      command([["a", 3]]),
      context({ warehouses: ["EAST"] }),
    );
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "INSUFFICIENT_STOCK" }] });
  });

  it("when the variant is unknown, then NOT_FOUND, and the event says version 0", () => {
    const { changes, result } = reserve(stateOf({}), command([["nope", 1]]), context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "NOT_FOUND" }] });
    expect(changes.events).toMatchObject([
      { aggregateVersion: 0, data: { reasonForFailure: "PRODUCT_NOT_FOUND" } },
      { type: "AllocationRejectedEvent", data: { reason: "PRODUCT_NOT_FOUND" } },
    ]);
  });

  it("when the warehouse is unknown, then NOT_FOUND, and no event", () => {
    const { changes, result } = reserve(stateOf(stocked("a", 9)), command([["a", 1, "WEST"]]), context());
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "NOT_FOUND", field: ["lines", "0", "warehouseId"] }],
    });
    expect(changes.events).toEqual([]);
  });

  it("when one line names an unknown warehouse, then the input is not valid, and nothing is told of the others", () => {
    const lines: [string, number, string?][] = [["a", 1, "WEST"], ["nope", 1]]; // prettier-ignore
    const { changes, result } = reserve(stateOf(stocked("a", 9)), command(lines), context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "NOT_FOUND" }, { code: "NOT_FOUND" }] });
    expect(changes.events).toEqual([]);
  });

  it("when PARTIAL holds nothing at all, then the order is rejected by its first line's reason", () => {
    const { changes, result } = reserve(
      stateOf(stocked("a", 0)),
      command([["nope", 1], ["a", 1]], { policy: "PARTIAL", userId: "u" }), // prettier-ignore
      context(),
    );
    expect(result.ok).toBe(false);
    expect(changes.events.filter(({ aggregateType }) => aggregateType === "Allocation")).toMatchObject([
      { type: "AllocationRejectedEvent", data: { userId: "u", reason: "PRODUCT_NOT_FOUND" } },
    ]);
  });

  it("when the item is discontinued, then it takes no new reservation", () => {
    const state = stateOf(stocked("a", 9, undefined, { status: "DISCONTINUED" }));
    const { changes, result } = reserve(state, command([["a", 1]]), context());
    expect(result).toMatchObject({ ok: false, refusals: [{ code: "DISCONTINUED" }] });
    expect(changes.events).toMatchObject([
      { data: { reasonForFailure: "DISCONTINUED" } },
      { type: "AllocationRejectedEvent", data: { reason: "DISCONTINUED" } },
    ]);
  });

  it("when the last free unit is held, then the status changes, seen from what is available", () => {
    const { changes } = reserve(stateOf(stocked("a", 5)), command([["a", 5]]), context());
    expect(changes.items).toMatchObject([{ status: "OUT_OF_STOCK", quantity: 5 }]);
    expect(changes.events.map(({ type, ordinal }) => [type, ordinal])).toEqual([
      ["InventoryReservedEvent", 0],
      ["StockStatusChangedEvent", 1],
      ["StockoutEvent", 2],
      ["AllocationCreatedEvent", 0],
    ]);
  });

  it.each([
    ["LIMIT", 2, 2, 4, true],
    ["LIMIT", 2, 2, 5, false],
    ["ALLOW", null, null, 1_000, true],
    ["DENY", null, 0, 3, false],
  ] as const)(
    "when the backorder policy is %s %s, then %s more than 2 on hand",
    (policy, limit, owing, asked, ok) => {
      const levels = [level("a", MAIN, { quantity: 2, backorderLimit: owing })];
      const items = [itemOf("a", levels, { backorderPolicy: policy, backorderLimit: limit })];
      const { result } = reserve(stateOf({ items, levels }), command([["a", asked]]), context());
      expect(result.ok).toBe(ok);
    },
  );

  it("when ttlSeconds is 0, then the hold never expires", () => {
    const { changes } = reserve(stateOf(stocked("a", 5)), command([["a", 1]], { ttlSeconds: 0 }), context());
    expect(changes.reservations).toMatchObject([{ expiresAt: null }]);
    expect(changes.items).toMatchObject([{ nextExpiry: null }]);
  });

  it("when PARTIAL grants less than was asked, then its failure belongs to the same change", () => {
    const { changes } = reserve(
      stateOf(stocked("a", 3)),
      command([["a", 5]], { policy: "PARTIAL" }),
      context(),
    );
    expect(
      changes.events.map(({ type, aggregateVersion, ordinal }) => [type, aggregateVersion, ordinal]),
    ).toEqual([
      ["InventoryReservedEvent", 2, 0],
      ["InventoryReservationFailedEvent", 2, 1],
      ["StockStatusChangedEvent", 2, 2],
      ["StockoutEvent", 2, 3],
      ["AllocationCreatedEvent", 1, 0],
    ]);
  });

  it.each([
    ["a bound caller", [["a", 3]], ["EAST"], 2],
    [
      "bound and free lines",
      [
        ["a", 3, "EAST"],
        ["a", 10],
      ],
      null,
      12,
    ],
  ] as const)(
    "when %s fall short, then what they could get is said",
    (_who, lines, warehouses, obtainable) => {
      const confined = context({ warehouses: warehouses && [...warehouses] });
      const { result } = reserve(
        stateOf(stocked("a", 10, 2)),
        command(lines.map((line) => [...line])),
        confined,
      );
      expect(result).toMatchObject({ ok: false, refusals: [{ shortage: { available: obtainable } }] });
    },
  );

  it("when the warehouse that is named is not active, then the refusal says so", () => {
    const state = stateOf({ ...stocked("a", 5, 5), warehouses: [MAIN, { ...EAST, active: false }] });
    const { result } = reserve(state, command([["a", 1, "EAST"]]), context());
    expect(result).toMatchObject({
      refusals: [
        {
          code: "INSUFFICIENT_STOCK",
          message: '1 of "a" were asked for, 0 are available. Warehouse EAST is not active.',
        },
      ],
    });
  });
});
