import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BatchState } from "../../src/domain/batch-state.js";
import type { OpenOrder, OrderCommand } from "../../src/domain/commands.js";
import { decide } from "../../src/domain/decide.js";
import { open } from "../../src/domain/model.js";
import { deliver, permutations } from "../support/inbound/any-order.js";
import { context, itemOf, level, MAIN, stateOf, stocked } from "../support/stock.js";

const VARIANTS = ["a", "b"];
const ORDER = "order-1";

type Policy = OpenOrder["policy"];

const line = (productVariantId: string, quantity: number) => ({
  productVariantId,
  quantity,
  warehouse: null,
});
const created = (policy: Policy): OrderCommand => ({
  ...{ kind: "openOrder", orderId: ORDER, userId: null, ttlSeconds: 0, policy },
  lines: [line("a", 5), line("b", 2), line("a", 1)],
});
const cancelled: OrderCommand = { kind: "endOrder", orderId: ORDER, reason: "CANCELLED" };
const unpaid: OrderCommand = { kind: "endOrder", orderId: ORDER, reason: "PAYMENT_FAILED" };
const fraudulent: OrderCommand = { kind: "endOrder", orderId: ORDER, reason: "FRAUDULENT" };
const shipped: OrderCommand = { kind: "shipOrder", orderId: ORDER, lines: null };
const partShipped: OrderCommand = { kind: "shipOrder", orderId: ORDER, lines: [line("a", 2)] };
const returned: OrderCommand = { kind: "takeBack", orderId: ORDER, lines: [line("a", 1)] };

const plenty = () => {
  const [a, b] = [stocked("a", 8, 4), stocked("b", 9)];
  return stateOf({ items: [...a.items, ...b.items], levels: [...a.levels, ...b.levels] });
};

function outcomeOf(state: BatchState) {
  const { lines, ended, shipped: left, unclaimed } = state.orderIntake(ORDER) ?? {};
  const held = state
    .reservationsOfOrder(ORDER)
    .flatMap(({ status, lines: own }) => (status === "ACTIVE" ? own.map(open) : []));
  return {
    stock: VARIANTS.map((id) => {
      const { quantity, reserved } = state.item(id) as NonNullable<ReturnType<BatchState["item"]>>;
      return { quantity, reserved };
    }),
    told: { lines, ended, left, unclaimed: unclaimed?.length },
    held: held.reduce((total, each) => total + each, 0),
  };
}

const stocks = (a: [number, number], b: [number, number]) => [
  { quantity: a[0], reserved: a[1] },
  { quantity: b[0], reserved: b[1] },
];

describe.each<Policy>(["RESERVE", "DECREMENT"])(
  "when messages of an order come in any order, each twice (%s)",
  (policy) => {
    const create = created(policy);
    it.each<[string, OrderCommand[], ReturnType<typeof stocks>]>([
      ["cancelled", [create, cancelled], stocks([12, 0], [9, 0])],
      ["unpaid and cancelled", [create, unpaid, cancelled], stocks([12, 0], [9, 0])],
      ["shipped", [create, shipped], stocks([6, 0], [7, 0])],
      ["shipped in part, then cancelled", [create, partShipped, cancelled], stocks([10, 0], [9, 0])],
      ["shipped in part, then whole", [create, partShipped, shipped], stocks([6, 0], [7, 0])],
      ["shipped and returned", [create, shipped, returned], stocks([7, 0], [7, 0])],
      ["all of them", [create, cancelled, unpaid, fraudulent, shipped, returned], stocks([7, 0], [7, 0])],
    ])("then an order that was %s ends in the same state", (_, messages, stock) => {
      const outcomes = permutations(messages).map((order) => {
        const state = plenty();
        expect(deliver(state, [...order, ...order])).toEqual([]);
        return outcomeOf(state);
      });
      expect(outcomes.length).toBeGreaterThan(1);
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
      expect(outcomes[0]).toMatchObject({ stock, held: 0 });
    });

    it("then any interleaving of the two deliveries ends like the first", () => {
      const messages = [create, cancelled, unpaid, partShipped, shipped, returned];
      const first = plenty();
      deliver(first, messages);
      fc.assert(
        fc.property(fc.shuffledSubarray([...messages, ...messages], { minLength: 12 }), (order) => {
          const state = plenty();
          deliver(state, order);
          expect(outcomeOf(state)).toEqual(outcomeOf(first));
        }),
        { numRuns: 300 },
      );
    });
  },
);

describe("what messages say of an order", () => {
  const run = (state: BatchState, message: OrderCommand) => {
    const { changes, result } = decide(state, message, context());
    state.apply(changes);
    return { result, events: changes.events.map(({ type }) => type) };
  };

  it("when an order is created twice, then it holds once", () => {
    const state = plenty();
    run(state, created("RESERVE"));
    expect(run(state, created("RESERVE"))).toMatchObject({
      result: { value: { opened: "KNOWN" } },
      events: [],
    });
    expect(outcomeOf(state).stock).toEqual(stocks([12, 6], [9, 2]));
  });

  it("when there is not enough, then it is rejected by events, and that is the answer", () => {
    const state = stateOf(stocked("a", 3));
    const message = { ...(created("RESERVE") as OpenOrder), lines: [line("a", 4)] };
    const { result, events } = run(state, message);
    expect(result).toMatchObject({ ok: true, value: { opened: "REJECTED", reservation: null } });
    expect(events).toEqual(["InventoryReservationFailedEvent", "AllocationRejectedEvent"]);
    expect(run(state, { ...message })).toMatchObject({ result: { value: { opened: "KNOWN" } }, events: [] });
  });

  it("when somebody else holds stock for the order, then nothing more is held", () => {
    const state = plenty();
    const reserve = { kind: "reserve", orderId: ORDER, userId: null, lines: [line("a", 6)] } as const;
    const { changes } = decide(state, { ...reserve, ttlSeconds: 0, policy: "ALL_OR_NOTHING" }, context());
    state.apply(changes);
    expect(run(state, created("RESERVE")).result).toMatchObject({ value: { opened: "ELSEWHERE" } });
    expect(outcomeOf(state).stock).toEqual(stocks([12, 6], [9, 0]));
    expect(run(state, shipped).result.ok).toBe(true);
    expect(outcomeOf(state).stock).toEqual(stocks([6, 0], [7, 0]));
  });

  it("when goods leave that are not there, then that is refused, and nothing is half-sold", () => {
    const state = plenty();
    run(state, created("RESERVE"));
    run(state, cancelled);
    const taken = { kind: "adjust", productVariantId: "b", delta: -8, changeType: "ADJUSTMENT" } as const;
    state.apply(
      decide(
        state,
        { ...taken, warehouse: null, reason: null, orderId: null, expectedVersion: null },
        context(),
      ).changes,
    );
    expect(run(state, shipped)).toMatchObject({
      result: { refusals: [{ code: "INSUFFICIENT_STOCK", shortage: { productVariantId: "b" } }] },
    });
    expect(outcomeOf(state).stock).toEqual(stocks([12, 0], [1, 0]));
  });

  it("when more leaves than was ordered, then that is refused", () => {
    const state = plenty();
    run(state, created("RESERVE"));
    const twice: OrderCommand = { kind: "shipOrder", orderId: ORDER, lines: [line("b", 3)] };
    expect(run(state, twice).result).toMatchObject({
      refusals: [{ code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] }],
    });
  });

  it("when nothing is known of an order, and the message does not say what leaves, then NOT_FOUND", () => {
    expect(run(plenty(), shipped).result).toMatchObject({
      refusals: [{ code: "NOT_FOUND", field: ["orderId"] }],
    });
  });

  it("when a line cannot be taken back, then none is, and the line is named", () => {
    const state = plenty();
    const message: OrderCommand = {
      kind: "takeBack",
      orderId: null,
      lines: [line("a", 1), line("nobody", 1)],
    };
    expect(run(state, message).result).toMatchObject({
      refusals: [{ code: "NOT_FOUND", field: ["lines", "1", "productVariantId"] }],
    });
    expect(outcomeOf(state).stock).toEqual(stocks([12, 0], [9, 0]));
  });

  it("when an item was deleted since it was sold at once, then it comes back out of sale, as if it had been deleted then", () => {
    const [a, b] = [stocked("a", 6), stocked("b", 5)];
    const state = stateOf({ items: [...a.items, ...b.items], levels: [...a.levels, ...b.levels] });
    run(state, created("DECREMENT"));
    const gone = decide(state, { kind: "removeVariant", productVariantId: "a", saidAt: null }, context());
    state.apply(gone.changes);
    expect(gone.result).toMatchObject({ value: { removed: true } });
    const { result, events } = run(state, cancelled);
    expect(result).toMatchObject({
      ok: true,
      value: {
        returned: [{ productVariantId: "a" }, { productVariantId: "b" }],
        left: [{ productVariantId: "a", status: "DISCONTINUED" }],
      },
    });
    expect(state.item("a")).toMatchObject({ quantity: 6, reserved: 0, status: "DISCONTINUED" });
    expect(state.item("b")).toMatchObject({ quantity: 5 });
    expect(events.slice(0, 3)).toEqual([
      "InventoryItemCreatedEvent",
      "InventoryItemDeactivatedEvent",
      "StockStatusChangedEvent",
    ]);
    expect(state.orderIntake(ORDER)).toMatchObject({ ended: "CANCELLED", unclaimed: [] });
  });

  it("when an ordered unit is owed, then it is held and not sold at once", () => {
    const levels = [level("a", MAIN, { quantity: 0, backorderLimit: null })];
    const state = stateOf({ items: [itemOf("a", levels, { backorderPolicy: "ALLOW" })], levels });
    const message = { ...(created("DECREMENT") as OpenOrder), lines: [line("a", 1)] };
    expect(run(state, message).result).toMatchObject({ value: { opened: "RESERVED" } });
    expect(state.item("a")).toMatchObject({ quantity: 0, reserved: 1 });
  });
});
