import { describe, expect, it } from "@jest/globals";
import type { ImportRow } from "../../src/domain/commands.js";
import { importRows } from "../../src/domain/rules/import-rows.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf, stocked } from "../support/stock.js";

const NOTHING = { created: 0, changed: 0, unchanged: 0, failed: [] };

function run(state: ReturnType<typeof stateOf>, ...rows: Omit<ImportRow, "row">[]) {
  const command = {
    kind: "importRows" as const,
    rows: rows.map((row, index) => ({ ...row, row: index + 1 })),
    lowStockThreshold: 3,
  };
  const { result, changes } = importRows(state, command, context({ causationId: "stock.csv 12ab" }));
  if (!result.ok) throw new Error("an import as a whole is never refused");
  const { correlationId, ...answer } = result.value;
  return { correlationId, answer, changes };
}

describe("importRows", () => {
  it("when an item is unknown, then it is created and counted, in two versions with their events", () => {
    const { answer, changes, correlationId } = run(stateOf({}), {
      productVariantId: "a",
      sku: "A-1",
      count: { warehouse: "EAST", quantity: 5 },
    });
    expect(answer).toEqual({ ...NOTHING, created: 1 });
    expect(correlationId).toBe("correlation-1");
    expect(changes.items).toEqual([
      expect.objectContaining({
        sku: "A-1",
        quantity: 5,
        status: "IN_STOCK",
        lowStockThreshold: 3,
        version: 2,
      }),
    ]);
    expect(changes.levels.map(({ warehouseId, quantity }) => [warehouseId, quantity])).toEqual([
      [MAIN.id, 0],
      [EAST.id, 5],
    ]);
    expect(changes.entries).toEqual([
      expect.objectContaining({
        kind: "ADJUSTMENT",
        quantityDelta: 5,
        itemVersion: 2,
        reason: "import",
        reference: "stock.csv 12ab",
      }),
    ]);
    expect(changes.events.map(({ type, aggregateVersion }) => [type, aggregateVersion])).toEqual([
      ["InventoryItemCreatedEvent", 1],
      ["StockLevelChangedEvent", 2],
      ["StockStatusChangedEvent", 2],
    ]);
  });

  it("when a row says what is so already, then nothing changes", () => {
    const { answer, changes } = run(stateOf(stocked("a", 7, undefined, { sku: "A-1" })), {
      productVariantId: "a",
      sku: "A-1",
      lowStockThreshold: 3,
      backorder: { policy: "DENY", limit: null },
      count: { warehouse: "MAIN", quantity: 7 },
    });
    expect(answer).toEqual({ ...NOTHING, unchanged: 1 });
    expect([changes.items, changes.levels, changes.entries, changes.events]).toEqual([[], [], [], []]);
  });

  it("when a row leaves attributes out, then they stay, and null takes the sku away", () => {
    const state = () => stateOf(stocked("a", 7, undefined, { sku: "A-1", lowStockThreshold: 2 }));
    const counted = run(state(), { productVariantId: "a", count: { warehouse: null, quantity: 9 } });
    expect(counted.changes.items).toEqual([
      expect.objectContaining({ sku: "A-1", lowStockThreshold: 2, quantity: 9, version: 2 }),
    ]);
    const cleared = run(state(), { productVariantId: "a", sku: null });
    expect(cleared.answer).toEqual({ ...NOTHING, changed: 1 });
    expect(cleared.changes.items).toEqual([expect.objectContaining({ sku: null, lowStockThreshold: 2 })]);
  });

  it("when several rows name one item, then each is carried out on what the one before left", () => {
    const { answer, changes } = run(
      stateOf({}),
      { productVariantId: "a", count: { warehouse: "MAIN", quantity: 4 } },
      { productVariantId: "a", count: { warehouse: "EAST", quantity: 2 } },
      { productVariantId: "a", count: { warehouse: "MAIN", quantity: 1 } },
      { productVariantId: "a", count: { warehouse: "MAIN", quantity: 1 } },
    );
    expect(answer).toEqual({ ...NOTHING, created: 1, changed: 2, unchanged: 1 });
    expect(changes.items).toEqual([expect.objectContaining({ quantity: 3, version: 4 })]);
    expect(changes.entries.map(({ itemVersion, quantityDelta }) => [itemVersion, quantityDelta])).toEqual([
      [2, 4],
      [3, 2],
      [4, -3],
    ]);
  });

  it("when a row is refused, then nothing of it stays, and the others go on", () => {
    const { answer, changes } = run(
      stateOf(stocked("b", 1)),
      { productVariantId: "new", sku: "N", count: { warehouse: "NOWHERE", quantity: 1 } },
      { productVariantId: "b", sku: "B-2", count: { warehouse: "NOWHERE", quantity: 1 } },
      { productVariantId: "b", count: { warehouse: null, quantity: 2 } },
    );
    expect(answer).toEqual({
      ...NOTHING,
      changed: 1,
      failed: [1, 2].map((row) => ({
        row,
        refusals: [expect.objectContaining({ code: "NOT_FOUND", field: ["warehouseId"] })],
      })),
    });
    expect(changes.items).toEqual([
      expect.objectContaining({ productVariantId: "b", sku: null, quantity: 2 }),
    ]);
    expect(changes.events.every(({ aggregateId }) => aggregateId === "b")).toBe(true);
  });

  it("when a count is below what is held, then the row is refused", () => {
    const levels = [level("a", MAIN, { quantity: 5, reserved: 4 })];
    const { answer } = run(stateOf({ items: [itemOf("a", levels)], levels }), {
      productVariantId: "a",
      count: { warehouse: null, quantity: 3 },
    });
    expect(answer.failed).toEqual([
      { row: 1, refusals: [expect.objectContaining({ code: "INSUFFICIENT_STOCK", field: ["quantity"] })] },
    ]);
  });

  it("when a stricter policy fits the new count alone, or a lower count the new policy, then both are set", () => {
    const owing = [level("a", MAIN, { quantity: 0, reserved: 4, backorderLimit: null })];
    const stricter = run(
      stateOf({ items: [itemOf("a", owing, { backorderPolicy: "ALLOW" })], levels: owing }),
      {
        productVariantId: "a",
        backorder: { policy: "DENY", limit: null },
        count: { warehouse: null, quantity: 4 },
      },
    );
    expect(stricter.answer).toEqual({ ...NOTHING, changed: 1 });
    expect(stricter.changes.items).toEqual([
      expect.objectContaining({ backorderPolicy: "DENY", quantity: 4 }),
    ]);

    const held = [level("a", MAIN, { quantity: 4, reserved: 4 })];
    const looser = run(stateOf({ items: [itemOf("a", held)], levels: held }), {
      productVariantId: "a",
      backorder: { policy: "LIMIT", limit: 4 },
      count: { warehouse: null, quantity: 0 },
    });
    expect(looser.answer).toEqual({ ...NOTHING, changed: 1 });
    expect(looser.changes.levels).toEqual([expect.objectContaining({ quantity: 0, backorderLimit: 4 })]);
  });

  it("when an item was deleted, then its row creates it again", () => {
    const levels = [level("a", MAIN, {})];
    const state = stateOf({ items: [itemOf("a", levels, { version: 6, deletedAt: NOW - 1 })], levels });
    const { answer, changes } = run(state, {
      productVariantId: "a",
      count: { warehouse: null, quantity: 8 },
    });
    expect(answer).toEqual({ ...NOTHING, created: 1 });
    expect(changes.items).toEqual([expect.objectContaining({ deletedAt: null, quantity: 8, version: 8 })]);
  });
});
