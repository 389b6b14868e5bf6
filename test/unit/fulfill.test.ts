import { describe, expect, it } from "@jest/globals";
import type { HeldLine } from "../../src/domain/commands.js";
import { fulfill } from "../../src/domain/rules/fulfill.js";
import { heldLine, reservationOf, stateWith } from "../support/holds.js";
import { context, EAST, MAIN } from "../support/stock.js";

const line = (productVariantId: string, quantity: number, warehouse: string | null = null): HeldLine => ({
  ...{ productVariantId, quantity, warehouse },
});

const sell = (
  state: ReturnType<typeof stateWith>,
  lines: HeldLine[] | null = null,
  changes: Parameters<typeof context>[0] = {},
) => fulfill(state, { kind: "fulfill", reservationId: "r1", lines }, context(changes));

describe("fulfil", () => {
  it.each(["ACTIVE", "CONFIRMED"] as const)(
    "when all that an %s reservation holds is sold, then quantity and reserved fall together",
    (status) => {
      const { changes, result } = sell(stateWith([reservationOf("r1", { status, version: 2 })]));
      expect(changes.items).toMatchObject([{ quantity: 7, reserved: 0, version: 2 }]);
      expect(changes.entries).toMatchObject([
        { kind: "SALE", quantityDelta: -3, reservedDelta: -3, reference: "order-1" },
      ]);
      const after = { id: "r1", status: "FULFILLED", version: 3, lines: [{ fulfilled: 3 }] };
      expect(changes.reservations).toMatchObject([after]);
      expect(result).toMatchObject({ ok: true, value: { reservation: after } });
      expect(changes.events).toMatchObject([
        {
          type: "StockLevelChangedEvent",
          aggregateId: "a",
          data: {
            ...{ oldQuantity: 10, newQuantity: 7, quantityChanged: -3, changeType: "SALE" },
            ...{ orderId: "order-1", trigger: "ORDER_CONFIRMED", availableQuantity: 7, warehouseId: MAIN.id },
          },
        },
        {
          type: "AllocationFulfilledEvent",
          aggregateId: "order-1",
          aggregateVersion: 3,
          data: {
            reservationIds: ["r1"],
            lines: [{ quantity: 3, fulfilledQuantity: 3, releasedQuantity: 0 }],
          },
        },
      ]);
    },
  );

  it("when a part is sold, then the rest stays held, and its order is told nothing yet", () => {
    const { changes } = sell(stateWith([reservationOf("r1")]), [line("a", 1), line("a", 1)]);
    expect(changes.reservations).toMatchObject([{ status: "ACTIVE", version: 2, lines: [{ fulfilled: 2 }] }]);
    expect(changes.items).toMatchObject([{ quantity: 8, reserved: 1 }]);
    expect(changes.entries).toHaveLength(1);
    expect(changes.events.map(({ type }) => type)).toEqual(["StockLevelChangedEvent"]);
  });

  it("when the last unit is sold after others were released, then it is FULFILLED all the same", () => {
    const lines = [heldLine("a", 3, MAIN, { released: 2 })];
    const { changes } = sell(stateWith([reservationOf("r1", { lines })]), [line("a", 1)]);
    expect(changes.reservations).toMatchObject([{ status: "FULFILLED" }]);
    expect(changes.events.at(-1)).toMatchObject({
      type: "AllocationFulfilledEvent",
      data: { lines: [{ quantity: 3, fulfilledQuantity: 1, releasedQuantity: 2 }] },
    });
  });

  it("when it holds in several warehouses, then each has its entry and event, and a line may name one", () => {
    const onHand = { a: [5, 5] as const };
    const reservation = reservationOf("r1", { lines: [heldLine("a", 3), heldLine("a", 2, EAST)] });
    const whole = sell(stateWith([reservation], { onHand })).changes;
    expect(whole.entries).toMatchObject([{ quantityDelta: -3 }, { quantityDelta: -2 }]);
    expect(whole.events.map(({ type }) => type)).toEqual([
      "StockLevelChangedEvent",
      "StockLevelChangedEvent",
      "AllocationFulfilledEvent",
    ]);
    for (const east of ["EAST", EAST.id]) {
      // The bound line is met first, though it stands last.
      const lines = [line("a", 3), line("a", 2, east)];
      expect(sell(stateWith([reservation], { onHand }), lines).changes.reservations).toMatchObject([
        { status: "FULFILLED" },
      ]);
    }
  });

  it.each([
    ["a variant that it does not hold", [line("a", 1), line("b", 1)], "NOT_FOUND", ["lines", "1", "productVariantId"]],
    ["more than it holds", [line("a", 4)], "INVALID_QUANTITY", ["lines", "0", "quantity"]],
    ["more than it holds, summed", [line("a", 2), line("a", 2)], "INVALID_QUANTITY", ["lines", "1", "quantity"]],
    ["more than it holds there", [line("a", 1, "EAST")], "INVALID_QUANTITY", ["lines", "0", "quantity"]],
    ["an unknown warehouse", [line("a", 1, "WEST")], "NOT_FOUND", ["lines", "0", "warehouseId"]],
  ])("when lines ask for %s, then they are refused, and nothing is sold", (_what, lines, code, field) => {
    const { changes, result } = sell(stateWith([reservationOf("r1")]), lines);
    expect(result).toMatchObject({ ok: false, refusals: [{ code, field }] });
    expect(changes).toMatchObject({ items: [], reservations: [], events: [] });
  }); // prettier-ignore

  it("when a line is sold already, then more of it is INVALID_QUANTITY, not NOT_FOUND", () => {
    const lines = [heldLine("a", 3, MAIN, { fulfilled: 3 }), heldLine("b", 1)];
    const state = stateWith([reservationOf("r1", { lines })], { onHand: { a: [5, 0], b: [5, 0] } });
    expect(sell(state, [line("a", 1)]).result).toMatchObject({
      refusals: [{ code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] }],
    });
  });

  describe("when MAIN owes what is held", () => {
    const lines = [heldLine("a", 4), heldLine("a", 2, EAST)];
    const state = () =>
      stateWith([reservationOf("r1", { lines })], {
        onHand: { a: [1, 2] },
        item: { backorderPolicy: "ALLOW" },
        main: { backorderLimit: null },
      });

    it("then selling everything is refused with what is there", () => {
      expect(sell(state()).result).toEqual({
        ok: false,
        refusals: [
          {
            code: "INSUFFICIENT_STOCK",
            field: ["reservationId"],
            message: expect.any(String),
            shortage: { productVariantId: "a", requested: 4, available: 1 },
          },
        ],
      });
    });

    it("then a part is sold from where it is on hand", () => {
      const { changes } = sell(state(), [line("a", 3)]);
      expect(changes.entries).toMatchObject([{ quantityDelta: -1 }, { quantityDelta: -2 }]);
      expect(sell(state(), [line("a", 4)]).result).toMatchObject({
        refusals: [
          { code: "INSUFFICIENT_STOCK", field: ["lines", "0", "quantity"], shortage: { available: 3 } },
        ],
      });
    });
  });

  it("when the item was discontinued meanwhile, then what is held of it can be sold", () => {
    const { changes } = sell(stateWith([reservationOf("r1")], { item: { status: "DISCONTINUED" } }));
    expect(changes.items).toMatchObject([{ quantity: 7, status: "DISCONTINUED" }]);
  });

  it.each(["FULFILLED", "RELEASED", "EXPIRED"] as const)(
    "when it is %s, then RESERVATION_CLOSED",
    (status) => {
      const { result } = sell(stateWith([reservationOf("r1", { status, lines: [] })]));
      expect(result).toMatchObject({ refusals: [{ code: "RESERVATION_CLOSED", field: ["reservationId"] }] });
    },
  );

  it("when it is unknown, or in a warehouse beyond the caller's reach, then NOT_FOUND", () => {
    const notFound = { ok: false, refusals: [{ code: "NOT_FOUND", field: ["reservationId"] }] };
    expect(sell(stateWith([])).result).toMatchObject(notFound);
    const confined = sell(stateWith([reservationOf("r1")]), null, { warehouses: ["EAST"] });
    expect(confined.result).toMatchObject(notFound);
  });
});
