import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Command } from "../../src/domain/commands.js";
import { available, open, statusOf, type Item, type ReservationStatus } from "../../src/domain/model.js";
import { turn, VARIANTS } from "../support/any-command.js";
import { FoldedStock } from "../support/folded-stock.js";

const policy = fc.constantFrom(["DENY", null], ["LIMIT", 3], ["ALLOW", null] as const);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Totals, levels, ledger and holds of one item agree, and nothing of it is oversold. */
function expectAgreement(stock: FoldedStock, item: Item) {
  const own = <T extends { productVariantId: string }>(rows: Iterable<T>) =>
    [...rows].filter(({ productVariantId }) => productVariantId === item.productVariantId);
  const levels = own(stock.levels.values());
  const entries = own(stock.entries);
  const held = sum(own([...stock.reservations.values()].flatMap(({ lines }) => lines)).map(open));
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
    if (level.backorderLimit !== null) {
      expect(available(level)).toBeGreaterThanOrEqual(-level.backorderLimit);
    }
  }
  const versions = new Set(entries.map(({ itemVersion }) => itemVersion));
  expect([...versions]).toEqual([...versions].map((_, index) => index + 2));
  expect(item.version).toBe(versions.size + 1);
}

const LEGAL: Readonly<Record<ReservationStatus, readonly ReservationStatus[]>> = {
  ACTIVE: ["CONFIRMED", "FULFILLED", "RELEASED", "EXPIRED"],
  CONFIRMED: ["FULFILLED", "RELEASED"],
  FULFILLED: [],
  RELEASED: [],
  EXPIRED: [],
};

/** Each reservation went a legal way, by one version a change, and its order was told of each end once. */
function expectLives(stock: FoldedStock, before: FoldedStock["reservations"]) {
  for (const reservation of stock.reservations.values()) {
    const { id, status, version, expiresAt, lines } = reservation;
    const was = before.get(id);
    if (was && was.status !== status) expect(LEGAL[was.status]).toContain(status);
    // The booking of an item's expired hold is a change as well: two items, two changes.
    if (was) expect(version - was.version).toBeLessThanOrEqual(status === "EXPIRED" ? VARIANTS.length : 1);
    if (was && was !== reservation) expect(version).toBeGreaterThan(was.version);
    if (status === "CONFIRMED") expect(expiresAt).toBeNull();

    const left = sum(lines.map(open));
    if (status === "EXPIRED") expect(expiresAt).toBeLessThanOrEqual(stock.now);
    else expect(left > 0).toBe(status === "ACTIVE" || status === "CONFIRMED");
    const told = (...types: string[]) =>
      stock.events.filter(
        ({ type, data }) =>
          types.includes(type) && "reservationIds" in data && data.reservationIds.includes(id),
      );
    expect(told("AllocationCreatedEvent")).toHaveLength(1);
    expect(told("AllocationConfirmedEvent").length).toBeLessThanOrEqual(1);
    const ends = told("AllocationFulfilledEvent", "AllocationCancelledEvent");
    expect(ends).toHaveLength(left === 0 ? 1 : 0);
    const sold = status === "FULFILLED" ? "AllocationFulfilledEvent" : "AllocationCancelledEvent";
    if (left === 0) expect(ends[0]?.type).toBe(sold);
  }
}

/** No hold that can expire does so before its items say, so that none is overlooked. */
function expectNoHoldOverlooked({ items, reservations }: FoldedStock) {
  for (const { status, expiresAt, lines } of reservations.values()) {
    if ((status !== "ACTIVE" && status !== "EXPIRED") || expiresAt === null) continue;
    for (const line of lines.filter((each) => open(each) > 0)) {
      expect(items.get(line.productVariantId)?.nextExpiry ?? Infinity).toBeLessThanOrEqual(expiresAt);
    }
  }
}

describe("the rules", () => {
  it("when any commands follow each other, then stock, ledger, holds and events agree after each", () => {
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 10, maxLength: 40, size: "max" }),
        policy,
        (turns, [backorderPolicy, backorderLimit]) => {
          const stock = new FoldedStock();
          for (const productVariantId of VARIANTS) {
            const create = { kind: "createItem", productVariantId, sku: null, lowStockThreshold: 3 };
            stock.run({ ...create, backorderPolicy, backorderLimit } as Command);
            const fill = {
              kind: "adjust",
              productVariantId,
              delta: 12,
              changeType: "PURCHASE",
              warehouse: null,
            };
            stock.run({ ...fill, reason: null, orderId: null, expectedVersion: null } as Command);
          }
          for (const { seconds, command } of turns) {
            const before = new Map(stock.reservations);
            stock.now += seconds * 1_000;
            expect(stock.run(command([...stock.reservations.keys()]))).toHaveProperty("result");
            for (const item of stock.items.values()) expectAgreement(stock, item);
            expectLives(stock, before);
            expectNoHoldOverlooked(stock);
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
