import { describe, expect, it } from "@jest/globals";
import type { CreateItem, UpdateItem } from "../../src/domain/commands.js";
import { MAX_QUANTITY, type Item } from "../../src/domain/model.js";
import { createItem } from "../../src/domain/rules/create-item.js";
import { deleteItem } from "../../src/domain/rules/delete-item.js";
import { discontinueItem } from "../../src/domain/rules/discontinue-item.js";
import { updateItem } from "../../src/domain/rules/update-item.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf, stocked } from "../support/stock.js";

const creation: CreateItem = {
  kind: "createItem",
  productVariantId: "a",
  sku: "SKU",
  lowStockThreshold: 5,
  backorderPolicy: "LIMIT",
  backorderLimit: 2,
};
const update = (changes: Partial<UpdateItem>): UpdateItem => ({
  kind: "updateItem",
  productVariantId: "a",
  expectedVersion: null,
  ...changes,
});
const named = { productVariantId: "a", expectedVersion: null };
const discontinuation = { kind: "discontinueItem", discontinued: true, ...named } as const;
const deletion = { kind: "deleteItem", ...named } as const;

/** MAIN has so many units and owes so many more than it has. */
function owing(quantity: number, owed: number, changes: Partial<Item> = {}) {
  const levels = [level("a", MAIN, { quantity, reserved: quantity + owed, backorderLimit: null })];
  return stateOf({ items: [itemOf("a", levels, { backorderPolicy: "ALLOW", ...changes })], levels });
}

const deletedItem = (changes: Partial<Item> = {}) =>
  itemOf("a", [], { version: 7, status: "DISCONTINUED", deletedAt: NOW - 1, createdAt: NOW - 9, ...changes });

const EVERY_VERB = [
  ["updated", (state: ReturnType<typeof stateOf>) => updateItem(state, update({ sku: "x" }), context())],
  ["discontinued", (state) => discontinueItem(state, discontinuation, context())],
  ["deleted", (state) => deleteItem(state, deletion, context())],
] as const satisfies [string, (state: ReturnType<typeof stateOf>) => unknown][];

describe("any verb of an item", () => {
  it.each(EVERY_VERB)("when an unknown or a deleted item is %s, then NOT_FOUND", (_verb, rule) => {
    const refusals = [{ code: "NOT_FOUND", field: ["productVariantId"] }];
    for (const items of [[], [deletedItem()]]) {
      const { result, changes } = rule(stateOf({ items }));
      expect(result).toMatchObject({ ok: false, refusals });
      expect([changes.items, changes.events]).toEqual([[], []]);
    }
  });

  it("when another version is expected, then STALE_VERSION with the item as it is", () => {
    const state = stateOf(stocked("a", 1, undefined, { version: 4 }));
    const stale = { expectedVersion: 3 };
    for (const { result, changes } of [
      updateItem(state, update({ sku: "x", ...stale }), context()),
      discontinueItem(state, { ...discontinuation, ...stale }, context()),
      deleteItem(state, { ...deletion, ...stale }, context()),
    ]) {
      const refusal = { code: "STALE_VERSION", field: ["expectedVersion"], current: { version: 4 } };
      expect(result).toMatchObject({ ok: false, refusals: [refusal] });
      expect(changes.items).toEqual([]);
    }
  });
});

describe("creating an item", () => {
  it("when it is new, then it has nothing, MAIN may owe by its policy, and one event tells of it", () => {
    const { result, changes } = createItem(stateOf({}), creation, context());
    const item = { quantity: 0, status: "OUT_OF_STOCK", version: 1, sku: "SKU", lowStockThreshold: 5 };
    expect(result).toMatchObject({ ok: true, value: { item } });
    expect(changes.levels).toEqual([level("a", MAIN, { backorderLimit: 2 })]);
    const { kind: _, ...data } = creation;
    expect(changes.events).toMatchObject([
      { type: "InventoryItemCreatedEvent", aggregateId: "a", aggregateVersion: 1, ordinal: 0, data },
    ]);
  });

  it("when it was deleted, then its row goes on under its id, with what is given now", () => {
    const before = deletedItem({ sku: "OLD", backorderPolicy: "ALLOW" });
    const levels = [level("a", MAIN, { backorderLimit: null })];
    const { changes } = createItem(stateOf({ items: [before], levels }), creation, context());
    expect(changes.items).toEqual([
      {
        ...before,
        sku: "SKU",
        lowStockThreshold: 5,
        backorderPolicy: "LIMIT",
        backorderLimit: 2,
        status: "OUT_OF_STOCK",
        version: 8,
        deletedAt: null,
        updatedAt: NOW,
      },
    ]);
    expect(changes.levels).toEqual([level("a", MAIN, { backorderLimit: 2 })]);
    expect(changes.events).toMatchObject([{ type: "InventoryItemCreatedEvent", aggregateVersion: 8 }]);
  });

  it("when it exists, then ALREADY_EXISTS", () => {
    const { result, changes } = createItem(stateOf(stocked("a", 1)), creation, context());
    const refusals = [{ code: "ALREADY_EXISTS", field: ["productVariantId"] }];
    expect(result).toMatchObject({ ok: false, refusals });
    expect(changes.items).toEqual([]);
  });
});

describe("updating an item", () => {
  it("when something differs, then it alone changes, and the event names it", () => {
    const state = stateOf(stocked("a", 9, undefined, { sku: "OLD" }));
    const { changes, result } = updateItem(state, update({ sku: "NEW", lowStockThreshold: 3 }), context());
    expect(result).toMatchObject({ ok: true, value: { item: { sku: "NEW", quantity: 9, version: 2 } } });
    expect(changes.events).toMatchObject([
      { type: "InventoryItemUpdatedEvent", data: { sku: "NEW", lowStockThreshold: 3, changes: ["sku"] } },
    ]);
    expect(changes.entries).toEqual([]);
  });

  it("when the sku is null, then it is taken away; when nothing is given, it stays", () => {
    const state = stateOf(stocked("a", 9, undefined, { sku: "OLD" }));
    expect(updateItem(state, update({ sku: null }), context()).changes.items).toMatchObject([{ sku: null }]);
    const silent = updateItem(state, update({}), context());
    expect(silent.result).toMatchObject({ ok: true, value: { item: { sku: "OLD", version: 1 } } });
    expect([silent.changes.items, silent.changes.events]).toEqual([[], []]);
  });

  it.each([
    [9, "IN_STOCK", "LOW_STOCK"],
    [2, "LOW_STOCK", "IN_STOCK"],
  ] as const)(
    "when the threshold becomes %i, then the status moves with it",
    (lowStockThreshold, old, now) => {
      const state = stateOf(stocked("a", 5, undefined, { lowStockThreshold: old === "IN_STOCK" ? 3 : 5 }));
      const { changes } = updateItem(state, update({ lowStockThreshold }), context());
      expect(changes.items).toMatchObject([{ status: now }]);
      expect(changes.events).toMatchObject([
        { type: "InventoryItemUpdatedEvent", ordinal: 0 },
        { type: "StockStatusChangedEvent", ordinal: 1, data: { oldStatus: old, newStatus: now } },
      ]);
    },
  );

  it("when a discontinued item is updated, then it stays discontinued", () => {
    const state = stateOf(stocked("a", 5, undefined, { status: "DISCONTINUED" }));
    const { changes } = updateItem(state, update({ lowStockThreshold: 9 }), context());
    expect(changes.items).toMatchObject([{ status: "DISCONTINUED" }]);
    expect(changes.events).toHaveLength(1);
  });

  it.each([
    [{ policy: "LIMIT", limit: 4 }, { backorderPolicy: "LIMIT", backorderLimit: 4 }, 4],
    [{ policy: "ALLOW", limit: null }, { backorderPolicy: "ALLOW", backorderLimit: null }, null],
  ] as const)(
    "when the policy becomes %j, then MAIN may owe as much, and EAST nothing",
    (backorder, item, owed) => {
      const { changes } = updateItem(stateOf(stocked("a", 5, 5)), update({ backorder }), context());
      expect(changes.items).toMatchObject([item]);
      expect(changes.levels).toEqual([level("a", MAIN, { quantity: 5, backorderLimit: owed })]);
    },
  );

  it("when the policy is LIMIT already, then the limit may be given alone, or stay", () => {
    const limited = { backorderPolicy: "LIMIT", backorderLimit: 4 } as const;
    const state = stateOf(stocked("a", 5, undefined, limited));
    const higher = updateItem(state, update({ backorder: { policy: null, limit: 6 } }), context());
    expect(higher.changes.items).toMatchObject([{ backorderPolicy: "LIMIT", backorderLimit: 6 }]);
    const same = updateItem(state, update({ backorder: { policy: "LIMIT", limit: null } }), context());
    expect([same.result.ok, same.changes.items]).toEqual([true, []]);
    const denied = updateItem(state, update({ backorder: { policy: "DENY", limit: null } }), context());
    expect(denied.changes.items).toMatchObject([{ backorderPolicy: "DENY", backorderLimit: null }]);
    expect(denied.changes.events).toMatchObject([
      { data: { changes: ["backorderPolicy", "backorderLimit"] } },
    ]);
  });

  it.each([
    ["LIMIT comes without a limit", { policy: "LIMIT", limit: null }],
    ["a limit comes to a policy without one", { policy: null, limit: 3 }],
    ["a limit comes with ALLOW", { policy: "ALLOW", limit: 3 }],
  ] as const)("when %s, then INVALID_INPUT names the limit", (_what, backorder) => {
    const { result } = updateItem(stateOf(stocked("a", 5)), update({ backorder }), context());
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "INVALID_INPUT", field: ["backorderLimit"] }],
    });
  });

  it.each([
    [{ policy: "DENY", limit: null }, "backorderPolicy"],
    [{ policy: "LIMIT", limit: 3 }, "backorderLimit"],
  ] as const)("when MAIN owes more than %j allows, then INVALID_INPUT says how much", (backorder, field) => {
    const { result, changes } = updateItem(owing(2, 4), update({ backorder }), context());
    const message = expect.stringContaining("owes 4 already");
    expect(result).toMatchObject({
      ok: false,
      refusals: [{ code: "INVALID_INPUT", field: [field], message }],
    });
    expect(changes.items).toEqual([]);
  });

  it("when the limit is what MAIN owes, or other warehouses have units, then only MAIN's debt counts", () => {
    const limit = (units: number) => update({ backorder: { policy: "LIMIT", limit: units } });
    expect(updateItem(owing(2, 4), limit(4), context()).result.ok).toBe(true);
    const levels = [
      level("a", MAIN, { reserved: 4, backorderLimit: null }),
      level("a", EAST, { quantity: 10 }),
    ];
    const rich = stateOf({ items: [itemOf("a", levels, { backorderPolicy: "ALLOW" })], levels });
    expect(updateItem(rich, limit(3), context()).result.ok).toBe(false);
    expect(updateItem(rich, limit(MAX_QUANTITY), context()).result.ok).toBe(true);
  });
});

describe("discontinuing an item", () => {
  it("when it is in sale, then it is out of it, and the events tell what is left", () => {
    const levels = [level("a", MAIN, { quantity: 5, reserved: 2 })];
    const state = stateOf({ items: [itemOf("a", levels, { inTransit: 1 })], levels });
    const { changes } = discontinueItem(state, discontinuation, context());
    expect(changes.items).toMatchObject([
      { status: "DISCONTINUED", quantity: 5, version: 2, deletedAt: null },
    ]);
    const left = { currentQuantity: 5, reservedQuantity: 2, inTransitQuantity: 1 };
    expect(changes.events).toMatchObject([
      { type: "InventoryItemDeactivatedEvent", data: { reason: "DISCONTINUED", ...left } },
      { type: "StockStatusChangedEvent", data: { oldStatus: "LOW_STOCK", newStatus: "DISCONTINUED" } },
    ]);
  });

  it.each([true, false])("when discontinued is %s already, then nothing changes", (discontinued) => {
    const status = discontinued ? "DISCONTINUED" : "IN_STOCK";
    const state = stateOf(stocked("a", 5, undefined, { status }));
    const { result, changes } = discontinueItem(state, { ...discontinuation, discontinued }, context());
    expect(result).toMatchObject({ ok: true, value: { item: { status, version: 1 } } });
    expect([changes.items, changes.events]).toEqual([[], []]);
  });

  it("when it comes back, then its status follows from its stock again", () => {
    const state = stateOf(stocked("a", 2, undefined, { status: "DISCONTINUED" }));
    const { changes } = discontinueItem(state, { ...discontinuation, discontinued: false }, context());
    expect(changes.items).toMatchObject([{ status: "LOW_STOCK" }]);
    expect(changes.events).toMatchObject([
      { type: "InventoryItemUpdatedEvent", data: { changes: ["status"] } },
      { type: "StockStatusChangedEvent", data: { oldStatus: "DISCONTINUED", newStatus: "LOW_STOCK" } },
    ]);
  });
});

describe("deleting an item", () => {
  it("when nothing is left, then it is gone, lies in no bin, and nothing of it can expire", () => {
    const assignments = [
      { binId: "bin-1", productVariantId: "a" },
      { binId: "bin-1", productVariantId: "b" },
    ];
    const stock = stocked("a", 0, 0, { nextExpiry: NOW + 5 });
    const state = stateOf({ ...stock, assignments });
    const { result, changes } = deleteItem(state, deletion, context());
    const gone = { status: "DISCONTINUED", deletedAt: NOW, nextExpiry: null, version: 2 };
    expect(result).toMatchObject({ ok: true, value: { removed: true, item: gone } });
    expect(changes.items).toMatchObject([gone]);
    expect(changes.assignments).toEqual([{ binId: "bin-1", productVariantId: "a", assigned: false }]);
    expect(changes.events).toMatchObject([
      { type: "InventoryItemDeactivatedEvent", data: { reason: "DELETED", currentQuantity: 0 } },
      { type: "StockStatusChangedEvent", data: { oldStatus: "OUT_OF_STOCK", newStatus: "DISCONTINUED" } },
    ]);
    state.apply(changes);
    expect([state.item("a"), state.deletedItem("a")?.version]).toEqual([undefined, 2]);
    expect(state.assignments("a")).toEqual([]);
  });

  it.each([
    ["stock", { quantity: 1 }, {}],
    ["holds", { reserved: 1, backorderLimit: null }, { backorderPolicy: "ALLOW" }],
    ["units on their way", {}, { inTransit: 1 }],
  ] as const)("when there are %s, then it is discontinued instead", (_what, left, changesOfItem) => {
    const levels = [level("a", MAIN, left)];
    const state = stateOf({ items: [itemOf("a", levels, changesOfItem)], levels });
    const { result, changes } = deleteItem(state, deletion, context());
    expect(result).toMatchObject({ ok: true, value: { removed: false, item: { status: "DISCONTINUED" } } });
    expect(changes.items).toMatchObject([{ deletedAt: null }]);
    expect(changes.events).toMatchObject([{ data: { reason: "DISCONTINUED" } }, {}]);
  });

  it("when it is discontinued already and stock is left, then nothing changes", () => {
    const state = stateOf(stocked("a", 1, undefined, { status: "DISCONTINUED" }));
    const { result, changes } = deleteItem(state, deletion, context());
    expect(result).toMatchObject({ ok: true, value: { removed: false, item: { version: 1 } } });
    expect([changes.items, changes.events]).toEqual([[], []]);
  });
});
