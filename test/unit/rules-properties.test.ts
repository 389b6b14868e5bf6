import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../src/domain/commands.js";
import { foldBatch } from "../../src/domain/fold-batch.js";
import { available, open, statusOf } from "../../src/domain/model.js";
import { context, EMPTY } from "../support/stock.js";

const VARIANTS = ["a", "b"];
const ORDERS = ["o1", "o2"];
const variant = fc.constantFrom(...VARIANTS);
const warehouse = fc.constantFrom(null, "MAIN", "EAST");
const quantity = fc.integer({ min: 1, max: 9 });

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant("reserve" as const),
    orderId: fc.constantFrom(...ORDERS),
    userId: fc.constant(null),
    lines: fc.array(fc.record({ productVariantId: variant, quantity, warehouse }), {
      minLength: 1,
      maxLength: 4,
    }),
    ttlSeconds: fc.constantFrom(0, 900),
    policy: fc.constantFrom("ALL_OR_NOTHING" as const, "PARTIAL" as const),
  }),
  fc.record({
    kind: fc.constant("release" as const),
    reservationId: fc.constant(null),
    orderId: fc.constantFrom(...ORDERS),
    lines: fc.constant(null),
    reason: fc.constant("ORDER_CANCELLED" as const),
  }),
  fc.record({
    kind: fc.constant("adjust" as const),
    productVariantId: variant,
    delta: fc.integer({ min: -9, max: 9 }).filter((delta) => delta !== 0),
    changeType: fc.constant("ADJUSTMENT" as const),
    warehouse,
    reason: fc.constant(null),
    orderId: fc.constant(null),
    expectedVersion: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant("adjust" as const),
    productVariantId: variant,
    delta: fc.integer({ min: -9, max: -1 }),
    changeType: fc.constant("SALE" as const),
    warehouse,
    reason: fc.constant(null),
    orderId: fc.constantFrom(null, ...ORDERS),
    expectedVersion: fc.constant(null),
  }),
);

const policy = fc.constantFrom(["DENY", null], ["LIMIT", 3], ["ALLOW", null] as const);

describe("the rules", () => {
  it("when any commands follow each other, then totals, levels, ledger and holds agree, and nothing is oversold", () => {
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 60 }),
        policy,
        (commands, [backorderPolicy, backorderLimit]) => {
          const create = (productVariantId: string) =>
            ({
              ...{ kind: "createItem", productVariantId, sku: null, lowStockThreshold: 3 },
              ...{ backorderPolicy, backorderLimit },
            }) as Command;
          const jobs = [...VARIANTS.map(create), ...commands].map((each) => ({
            command: each,
            meta: context(),
          }));
          const { changes, outcomes } = foldBatch(EMPTY, jobs, context());

          expect(outcomes.filter((outcome) => "defect" in outcome)).toEqual([]);
          for (const item of changes.items) {
            const own = <T extends { productVariantId: string }>(rows: readonly T[]) =>
              rows.filter(({ productVariantId }) => productVariantId === item.productVariantId);
            const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
            const levels = own(changes.levels);
            const entries = own(changes.entries);
            const held = sum(own(changes.reservations.flatMap(({ lines }) => lines)).map(open));
            expect([item.quantity, item.reserved]).toEqual([
              sum(levels.map((level) => level.quantity)),
              sum(levels.map((level) => level.reserved)),
            ]);
            expect([item.quantity, item.reserved, held]).toEqual([
              sum(entries.map(({ quantityDelta }) => quantityDelta)),
              sum(entries.map(({ reservedDelta }) => reservedDelta)),
              item.reserved,
            ]);
            expect(item.status).toBe(statusOf(item));
            for (const level of levels) {
              expect(Math.min(level.quantity, level.reserved)).toBeGreaterThanOrEqual(0);
              if (level.backorderLimit === null) continue;
              expect(available(level)).toBeGreaterThanOrEqual(-level.backorderLimit);
            }
            const versions = new Set(entries.map(({ itemVersion }) => itemVersion));
            expect([...versions]).toEqual([...versions].map((_, index) => index + 2));
            expect(item.version).toBe(versions.size + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
