import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BatchState } from "../../src/domain/batch-state.js";
import type { ChangeVariant, RegisterVariant, VariantCommand } from "../../src/domain/commands.js";
import { decide } from "../../src/domain/decide.js";
import { deliver, permutations } from "../support/inbound/any-order.js";
import { context, NOW, stateOf } from "../support/stock.js";

const ID = "variant-1";

const created = (minute: number, more: Partial<RegisterVariant> = {}): VariantCommand => ({
  ...{ kind: "registerVariant", productVariantId: ID, saidAt: at(minute), sku: "first", initialStock: 0 },
  ...{ lowStockThreshold: 3, ...more },
});
const updated = (minute: number, more: Partial<ChangeVariant>): VariantCommand => ({
  ...{ kind: "changeVariant", productVariantId: ID, saidAt: at(minute), ...more },
});
const deleted = (minute: number): VariantCommand => ({
  ...{ kind: "removeVariant", productVariantId: ID, saidAt: at(minute) },
});

function at(minute: number): number {
  return NOW - (60 - minute) * 60_000;
}

function itemIn(state: BatchState) {
  const item = state.item(ID);
  if (!item) return null;
  const { quantity, status, sku } = item;
  return { quantity, status, sku };
}

const outOfSale = updated(2, { sku: "second", discontinued: true });
const inSale = updated(3, { discontinued: false });

describe("when messages of a variant come in any order, each twice", () => {
  it.each<[string, VariantCommand[], ReturnType<typeof itemIn>]>([
    ["created and deleted", [created(1), deleted(4)], null],
    ["created, changed and deleted", [created(1), outOfSale, deleted(4)], null],
    [
      "created with stock, changed and deleted",
      [created(1, { initialStock: 5 }), updated(2, { sku: "second", discontinued: false }), deleted(4)],
      { quantity: 5, status: "DISCONTINUED", sku: "second" },
    ],
    [
      "created and changed twice",
      [created(1, { initialStock: 5 }), outOfSale, inSale],
      { quantity: 5, status: "IN_STOCK", sku: "second" },
    ],
    [
      "created, changed in the same field twice, and deleted with what is left",
      [created(1, { initialStock: 5 }), outOfSale, updated(3, { sku: "third" }), deleted(4)],
      { quantity: 5, status: "DISCONTINUED", sku: "third" },
    ],
    [
      "created, deleted and created again",
      [created(1), deleted(4), created(5)],
      { quantity: 0, status: "OUT_OF_STOCK", sku: "first" },
    ],
  ])("then one that was %s ends in the same state, and none is dead", (_, messages, expected) => {
    for (const order of permutations(messages)) {
      const state = stateOf({});
      expect(deliver(state, [...order, ...order])).toEqual([]);
      expect(itemIn(state)).toEqual(expected);
    }
  });

  it("then any interleaving of the two deliveries ends like the first", () => {
    const messages = [created(1, { initialStock: 5 }), outOfSale, inSale, deleted(4)];
    const first = stateOf({});
    deliver(first, messages);
    fc.assert(
      fc.property(fc.shuffledSubarray([...messages, ...messages], { minLength: 8 }), (order) => {
        const state = stateOf({});
        expect(deliver(state, order)).toEqual([]);
        expect(itemIn(state)).toEqual(itemIn(first));
      }),
      { numRuns: 300 },
    );
  });
});

describe("what messages say of a variant", () => {
  const run = (state: BatchState, message: VariantCommand) => {
    const { changes, result } = decide(state, message, context());
    state.apply(changes);
    return { result, events: changes.events.map(({ type }) => type) };
  };

  it("when a creation comes after its deletion, then others are told of both", () => {
    const state = stateOf({});
    run(state, deleted(4));
    expect(run(state, created(1)).events).toEqual([
      "InventoryItemCreatedEvent",
      "InventoryItemDeactivatedEvent",
      "StockStatusChangedEvent",
    ]);
  });

  it("when the creation of one that is gone is told once more, then its initial stock is not bought again", () => {
    const state = stateOf({});
    run(state, created(1, { initialStock: 2 }));
    const sold = { kind: "adjust", productVariantId: ID, delta: -2, changeType: "ADJUSTMENT" } as const;
    const nowhere = { warehouse: null, reason: null, orderId: null, expectedVersion: null };
    state.apply(decide(state, { ...sold, ...nowhere }, context()).changes);
    run(state, deleted(4));
    expect(run(state, created(1, { initialStock: 2 }))).toMatchObject({
      ...{ result: { ok: true, value: { created: false } }, events: [] },
    });
    expect(itemIn(state)).toBeNull();
  });

  it("when it was created again, then an update from before its deletion leaves the new one's SKU as it is, and in sale", () => {
    const [first, late, gone] = [created(1), outOfSale, deleted(4)];
    const again = created(5, { sku: "third" });
    for (const order of [
      [first, gone, again, late],
      [gone, again, first, late],
      [gone, first, again, late],
      [first, late, gone, again],
    ]) {
      const state = stateOf({});
      expect(deliver(state, order)).toEqual([]);
      expect(itemIn(state)).toEqual({ quantity: 0, status: "OUT_OF_STOCK", sku: "third" });
      run(state, updated(6, { sku: "fourth" }));
      expect(itemIn(state)).toMatchObject({ sku: "fourth" });
    }
  });

  it("when they do not say when, or say the future, then they count in the order in which they come", () => {
    for (const saidAt of [null, NOW + 1_000_000]) {
      const state = stateOf({});
      run(state, { ...deleted(4), saidAt });
      // One of the same moment would be the earlier one.
      const { changes } = decide(state, { ...created(1), saidAt }, { ...context(), now: NOW + 1 });
      state.apply(changes);
      expect(itemIn(state)).toMatchObject({ status: "OUT_OF_STOCK" });
    }
  });

  it("when nobody has told of its creation, then an update waits for that", () => {
    const state = stateOf({});
    run(state, deleted(4));
    expect(run(state, outOfSale).result).toMatchObject({ refusals: [{ code: "NOT_FOUND" }] });
  });
});
