import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BatchState } from "../../src/domain/batch-state.js";
import type { Command } from "../../src/domain/commands.js";
import { decide } from "../../src/domain/decide.js";
import { available, onTheWay, statusOf, type Item } from "../../src/domain/model.js";
import { context, stateOf } from "../support/stock.js";

const VARIANTS = ["a", "b"];
const variant = fc.constantFrom(...VARIANTS);
const place = fc.constantFrom("MAIN", "EAST");
const few = fc.integer({ min: 0, max: 5 });
const some = fc.integer({ min: 1, max: 9 });

const count = fc.record({
  ...{ productVariantId: variant, quantity: fc.nat(20), warehouse: place },
  changeFromQuantity: fc.constantFrom(null, null, null, 0, 5),
  ...{ reason: fc.constant(null), expectedVersion: fc.constantFrom(null, null, null, 2, 3) },
});
const received = fc
  .record({ productVariantId: variant, received: few, missing: fc.constantFrom(0, 0, 1) })
  .filter((line) => line.received + line.missing > 0)
  .map((line) => ({ ...line, missingReason: line.missing > 0 ? "lost" : null }));

/** What a step of a transfer is about: one of those made before. */
const which = fc.nat(9);
type Step = (transfers: readonly string[]) => Command;

const counts = fc.record({
  kind: fc.constant("setStocks" as const),
  lines: fc.array(count, { minLength: 1, maxLength: 4 }),
  errorPolicy: fc.constantFrom("REJECT_ALL" as const, "REJECT_FAILED" as const),
});
const holds = fc.record({ productVariantId: variant, quantity: some, warehouse: place }).map((line) => ({
  ...{ kind: "reserve" as const, orderId: "o", userId: null, ttlSeconds: 0, policy: "PARTIAL" as const },
  lines: [line],
}));
const sendings = fc.record({
  kind: fc.constant("createTransfer" as const),
  lines: fc.array(fc.record({ productVariantId: variant, quantity: few.map((units) => units + 1) }), {
    minLength: 1,
    maxLength: 3,
  }),
  eastward: fc.boolean(),
});
const receipts = fc.tuple(
  which,
  fc.uniqueArray(received, { minLength: 1, selector: (line) => line.productVariantId }),
);

const always =
  (command: Command): Step =>
  () =>
    command;
const step: fc.Arbitrary<Step> = fc.oneof(
  counts.map(always),
  holds.map(always),
  sendings.map(({ eastward, ...command }) => {
    const route = eastward ? { from: "MAIN", to: "EAST" } : { from: "EAST", to: "MAIN" };
    return always({ ...command, ...route });
  }),
  receipts.map(([nth, lines]): Step => (ids) => {
    return { kind: "receiveTransfer", transferId: chosen(ids, nth), lines };
  }),
  which.map((nth): Step => (ids) => ({ kind: "cancelTransfer", transferId: chosen(ids, nth) })),
);

const chosen = (ids: readonly string[], nth: number): string => ids[nth % ids.length] ?? "none";

/** Runs the steps one after the other, as a batch does. */
function run(steps: readonly Step[], [backorderPolicy, backorderLimit]: readonly [string, number | null]) {
  const state = stateOf({});
  const every = context();
  const transfers: string[] = [];
  const apply = (command: Command) => {
    const { changes, result } = decide(state, command, every);
    state.apply(changes);
    if (result.ok && command.kind === "createTransfer")
      transfers.push(...changes.transfers.map(({ id }) => id));
  };
  for (const productVariantId of VARIANTS) {
    const made = { kind: "createItem", productVariantId, sku: null, lowStockThreshold: 3 };
    apply({ ...made, backorderPolicy, backorderLimit } as Command);
    const filled = { productVariantId, quantity: 20, warehouse: null, changeFromQuantity: 0 };
    apply({ kind: "setStock", line: { ...filled, reason: null, expectedVersion: 1 } });
  }
  for (const next of steps) apply(next(transfers));
  return state;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function expectBalanced(state: BatchState, item: Item): void {
  const { entries, transfers } = state.changes();
  const levels = state.levels(item.productVariantId);
  expect(item).toMatchObject({
    quantity: sum(levels.map(({ quantity }) => quantity)),
    reserved: sum(levels.map(({ reserved }) => reserved)),
    status: statusOf(item),
  });
  const open = transfers.filter(({ status }) => status === "IN_TRANSIT").flatMap(({ lines }) => lines);
  const own = open.filter(({ productVariantId }) => productVariantId === item.productVariantId);
  expect(item.inTransit).toBe(sum(own.map(onTheWay)));
  for (const level of levels) {
    const of = entries.filter(
      ({ productVariantId, warehouseId }) =>
        productVariantId === item.productVariantId && warehouseId === level.warehouseId,
    );
    expect(level).toMatchObject({
      quantity: sum(of.map(({ quantityDelta }) => quantityDelta)),
      reserved: sum(of.map(({ reservedDelta }) => reservedDelta)),
    });
    expect(level.quantity).toBeGreaterThanOrEqual(0);
    if (level.backorderLimit !== null) expect(available(level)).toBeGreaterThanOrEqual(-level.backorderLimit);
  }
}

const policy = fc.constantFrom(["DENY", null] as const, ["LIMIT", 3] as const, ["ALLOW", null] as const);

describe("counts and transfers", () => {
  it("when any of them follow each other, then no unit appears or is lost, and what has ended has nothing on its way", () => {
    let moved = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), policy, (steps, backorder) => {
        const state = run(steps, backorder);
        for (const id of VARIANTS) expectBalanced(state, state.item(id) as Item);
        for (const { status, lines } of state.changes().transfers) {
          const left = sum(lines.map(onTheWay));
          expect(left > 0).toBe(status === "IN_TRANSIT");
          expect(Math.min(...lines.map(onTheWay))).toBeGreaterThanOrEqual(0);
          if (status !== "IN_TRANSIT") moved += 1;
        }
      }),
      { numRuns: 250 },
    );

    expect(moved).toBeGreaterThan(100);
  });
});
