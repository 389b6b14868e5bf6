import { describe, expect, it } from "@jest/globals";
import type { CountLine, RefusedLine, SetStocks } from "../../src/domain/commands.js";
import { MAX_QUANTITY, type Item, type Level } from "../../src/domain/model.js";
import { setStock } from "../../src/domain/rules/set-stock.js";
import { setStocks } from "../../src/domain/rules/set-stocks.js";
import { context, EAST, itemOf, level, MAIN, stateOf, stocked } from "../support/stock.js";

const count = (quantity: number, changes: Partial<CountLine> = {}): CountLine => ({
  productVariantId: "a",
  quantity,
  changeFromQuantity: null,
  warehouse: null,
  reason: null,
  expectedVersion: null,
  ...changes,
});

const set = (line: CountLine) => ({ kind: "setStock", line }) as const;

const setMany = (
  lines: readonly (CountLine | RefusedLine)[],
  errorPolicy: SetStocks["errorPolicy"] = "REJECT_ALL",
): SetStocks => ({ kind: "setStocks", lines, errorPolicy });

/** Ten in MAIN, so many of them held. */
function held(reserved: number, ofLevel: Partial<Level> = {}, ofItem: Partial<Item> = {}) {
  const levels = [level("a", MAIN, { quantity: 10, reserved, ...ofLevel })];
  return stateOf({ items: [itemOf("a", levels, ofItem)], levels });
}

function two(...ids: string[]) {
  const stock = ids.map((id) => stocked(id, 10, 5));
  return stateOf({
    items: stock.flatMap(({ items }) => items),
    levels: stock.flatMap(({ levels }) => levels),
  });
}

describe("setStock", () => {
  it("when the count differs, then the level is what was counted, booked as an adjustment", () => {
    const { changes, result } = setStock(held(0), set(count(4, { reason: "count" })), context());
    expect(changes.levels).toMatchObject([{ warehouseId: MAIN.id, quantity: 4 }]);
    expect(result).toMatchObject({
      ok: true,
      value: {
        item: { quantity: 4, version: 2 },
        entries: [
          { kind: "ADJUSTMENT", quantityDelta: -6, quantityAfter: 4, reason: "count", reference: null },
        ],
      },
    });
    expect(changes.events).toMatchObject([
      {
        type: "StockLevelChangedEvent",
        data: { oldQuantity: 10, newQuantity: 4, changeType: "ADJUSTMENT", trigger: "ADMIN_UPDATE" },
      },
    ]);
  });

  it("when the count is what the books say, then nothing changes and nothing is news", () => {
    const { changes, result } = setStock(held(0), set(count(10)), context());
    expect(result).toMatchObject({ ok: true, value: { item: { version: 1 }, entries: [] } });
    expect([changes.items, changes.levels, changes.entries, changes.events]).toEqual([[], [], [], []]);
  });

  it("when another quantity was expected, then STALE_QUANTITY says what there is", () => {
    const line = count(4, { changeFromQuantity: 9 });
    expect(setStock(held(0), set(line), context()).result).toMatchObject({
      ok: false,
      refusals: [
        { code: "STALE_QUANTITY", field: ["changeFromQuantity"], message: expect.stringContaining("10") },
      ],
    });
    expect(setStock(held(0), set({ ...line, changeFromQuantity: 10 }), context()).result.ok).toBe(true);
  });

  it("when 0 is expected of a warehouse that had none yet, then it gets a level", () => {
    const line = count(7, { warehouse: "EAST", changeFromQuantity: 0 });
    const { changes } = setStock(held(0), set(line), context());
    expect(changes.levels).toEqual([level("a", EAST, { quantity: 7 })]);
    expect(changes.items).toMatchObject([{ quantity: 17 }]);
  });

  it("when another version was expected, then STALE_VERSION with the item as it is", () => {
    const { result } = setStock(held(0), set(count(4, { expectedVersion: 9 })), context());
    expect(result).toMatchObject({
      refusals: [{ code: "STALE_VERSION", field: ["expectedVersion"], current: { version: 1 } }],
    });
  });

  it("when fewer were counted than are held, then INSUFFICIENT_STOCK with what could be taken", () => {
    expect(setStock(held(7), set(count(6)), context()).result).toMatchObject({
      refusals: [
        { code: "INSUFFICIENT_STOCK", field: ["quantity"], shortage: { requested: 4, available: 3 } },
      ],
    });
    expect(setStock(held(7), set(count(7)), context()).result.ok).toBe(true);
  });

  it("when MAIN may owe, then it may hold so many more than were counted", () => {
    const limited = held(7, { backorderLimit: 2 }, { backorderPolicy: "LIMIT", backorderLimit: 2 });
    expect(setStock(limited, set(count(5)), context()).result.ok).toBe(true);
    expect(setStock(limited, set(count(4)), context()).result).toMatchObject({
      refusals: [{ shortage: { requested: 6, available: 5 } }],
    });
    const unlimited = held(7, { backorderLimit: null }, { backorderPolicy: "ALLOW" });
    expect(setStock(unlimited, set(count(0)), context()).result.ok).toBe(true);
  });

  it("when all warehouses together would have too many, then INVALID_QUANTITY", () => {
    const line = count(MAX_QUANTITY, { warehouse: "EAST" });
    expect(setStock(held(0), set(line), context()).result).toMatchObject({
      refusals: [{ code: "INVALID_QUANTITY", field: ["quantity"] }],
    });
  });

  it("when the item or the warehouse is unknown, or out of the caller's reach, then NOT_FOUND", () => {
    const refusal = (line: CountLine, warehouses: string[] | null = null) =>
      setStock(held(0), set(line), context({ warehouses })).result;
    const notFound = (field: string) => ({ ok: false, refusals: [{ code: "NOT_FOUND", field: [field] }] });
    expect(refusal(count(1, { productVariantId: "nope" }))).toMatchObject(notFound("productVariantId"));
    expect(refusal(count(1, { warehouse: "NOPE" }))).toMatchObject(notFound("warehouseId"));
    expect(refusal(count(1), ["EAST"])).toMatchObject(notFound("warehouseId"));
    expect(refusal(count(1, { warehouse: EAST.id }), ["EAST"]).ok).toBe(true);
  });
});

describe("setStocks", () => {
  it("when several lines are of one item, then they are one change of it, an entry a warehouse", () => {
    const lines = [
      count(1, { reason: "one" }),
      count(2, { productVariantId: "b" }),
      count(3, { warehouse: "EAST", reason: "three", expectedVersion: 1 }),
    ];
    const { changes, result } = setStocks(two("a", "b"), setMany(lines), context());
    expect(changes.items).toMatchObject([
      { productVariantId: "a", quantity: 4, version: 2 },
      { productVariantId: "b", quantity: 7, version: 2 },
    ]);
    expect(changes.entries).toMatchObject([
      { warehouseId: MAIN.id, itemVersion: 2, ordinal: 0, quantityDelta: -9, reason: "one" },
      { warehouseId: EAST.id, itemVersion: 2, ordinal: 1, quantityDelta: -2, reason: "three" },
      { productVariantId: "b", quantityDelta: -8, reason: null },
    ]);
    expect(result).toMatchObject({
      ok: true,
      value: {
        results: [
          { item: { quantity: 4 }, entries: [{ warehouseId: MAIN.id }] },
          { item: { quantity: 7 }, entries: [{ productVariantId: "b" }] },
          { item: { quantity: 4 }, entries: [{ warehouseId: EAST.id }] },
        ],
      },
    });
  });

  it("when a line of several differs in nothing, then it answers the item as the others left it", () => {
    const lines = [count(10), count(6, { warehouse: "EAST" })];
    const { result } = setStocks(two("a"), setMany(lines), context());
    expect(result).toMatchObject({
      value: { results: [{ item: { quantity: 16, version: 2 }, entries: [] }, { entries: [{}] }] },
    });
  });

  it("when one line is refused, then by default all are, and nothing changes", () => {
    const lines = [
      count(1),
      count(1, { productVariantId: "nope" }),
      count(1, { warehouse: "EAST", changeFromQuantity: 4 }),
    ];
    const { changes, result } = setStocks(two("a"), setMany(lines), context());
    expect(result).toMatchObject({
      ok: false,
      refusals: [
        { code: "NOT_FOUND", field: ["lines", "1", "productVariantId"] },
        { code: "STALE_QUANTITY", field: ["lines", "2", "changeFromQuantity"] },
      ],
    });
    expect([changes.items, changes.events]).toEqual([[], []]);
  });

  it("when REJECT_FAILED is asked for, then the other lines of the same item are carried out", () => {
    const invalid = { code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"], message: "" } as const;
    const lines = [{ refusals: [invalid] }, count(1), count(1, { warehouse: "EAST", changeFromQuantity: 4 })];
    const { changes, result } = setStocks(two("a"), setMany(lines, "REJECT_FAILED"), context());
    expect(changes.items).toMatchObject([{ quantity: 6, version: 2 }]);
    expect(result).toMatchObject({
      ok: true,
      value: {
        results: [
          { refusals: [invalid] },
          { item: { quantity: 6 } },
          { refusals: [{ code: "STALE_QUANTITY", field: ["lines", "2", "changeFromQuantity"] }] },
        ],
      },
    });
  });

  it("when a level is counted twice, by its warehouse's id and code, then the second line is refused", () => {
    const lines = [count(1, { warehouse: "EAST" }), count(1, { warehouse: EAST.id }), count(1)];
    const twice = { code: "INVALID_INPUT", field: ["lines", "1"] };
    const all = setStocks(two("a"), setMany(lines), context());
    expect(all.result).toMatchObject({ ok: false, refusals: [twice] });
    const failed = setStocks(two("a"), setMany(lines, "REJECT_FAILED"), context());
    expect(failed.result).toMatchObject({ value: { results: [{}, { refusals: [twice] }, {}] } });
    expect(failed.changes.items).toMatchObject([{ quantity: 2 }]);
  });

  it("when a level is counted twice and the first count is refused, then the second is, too", () => {
    const lines = [count(1, { changeFromQuantity: 3 }), count(1)];
    const { changes } = setStocks(two("a"), setMany(lines, "REJECT_FAILED"), context());
    expect(changes.items).toEqual([]);
  });

  it("when an item would come to too many, then what falls makes room first, and the line beyond it fails", () => {
    const lines = [
      count(MAX_QUANTITY - 3),
      count(3, { warehouse: "EAST" }),
      count(1, { productVariantId: "b" }),
    ];
    const fitting = setStocks(two("a", "b"), setMany(lines), context());
    expect(fitting.result.ok).toBe(true);
    expect(fitting.changes.items).toMatchObject([{ quantity: MAX_QUANTITY }, {}]);
    // Nor does any event on the way tell of more than a quantity can be.
    const told = [count(8), count(MAX_QUANTITY - 8, { warehouse: "EAST" })];
    const full = stateOf(stocked("a", MAX_QUANTITY - 5, 5));
    const { events } = setStocks(full, setMany(told.reverse()), context()).changes;
    expect(events.slice(0, 2)).toMatchObject([
      { data: { warehouseId: MAIN.id, newQuantity: 13 } },
      { data: { warehouseId: EAST.id, newQuantity: MAX_QUANTITY } },
    ]);

    const beyond = [count(MAX_QUANTITY - 5), count(6, { warehouse: "EAST" })];
    const { changes, result } = setStocks(two("a"), setMany(beyond, "REJECT_FAILED"), context());
    expect(result).toMatchObject({
      value: {
        results: [{}, { refusals: [{ code: "INVALID_QUANTITY", field: ["lines", "1", "quantity"] }] }],
      },
    });
    expect(changes.items).toMatchObject([{ quantity: MAX_QUANTITY }]);
  });
});
