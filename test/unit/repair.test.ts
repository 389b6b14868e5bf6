import { describe, expect, it } from "@jest/globals";
import { differencesOf, type ItemBalance, type LevelBalance } from "../../src/domain/audit.js";
import { MAX_QUANTITY, type Item, type Level } from "../../src/domain/model.js";
import { repair } from "../../src/domain/rules/repair.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf } from "../support/stock.js";

/** What a level adds up to when all is right. */
function right({ warehouseId, quantity, reserved }: Level): LevelBalance {
  return {
    ...{ warehouseId, ledgerQuantity: quantity, ledgerReserved: reserved },
    ...{ newestQuantity: quantity, newestReserved: reserved, held: reserved },
  };
}

function balanceOf(levels: readonly LevelBalance[], inTransit = 0): ItemBalance {
  return { productVariantId: "a", levels, inTransit };
}

function repairOf(item: Item, levels: readonly Level[], balance: ItemBalance) {
  const state = stateOf({ items: [item], levels, balances: [balance] });
  const { result, changes } = repair(
    state,
    { kind: "repair", productVariantIds: ["a", "a", "b"] },
    context(),
  );
  if (!result.ok) throw new Error("refused");
  const what = (list: readonly { what: string }[]) => list.map((difference) => difference.what);
  return {
    changes,
    repaired: what(result.value.repaired),
    beyondRepair: what(result.value.beyondRepair),
  };
}

const MAIN_10 = level("a", MAIN, { quantity: 10, reserved: 4 });
const EAST_5 = level("a", EAST, { quantity: 5 });

describe("differencesOf", () => {
  it("when all agrees, then there is none", () => {
    const levels = [MAIN_10, EAST_5];
    expect(
      differencesOf({ item: itemOf("a", levels), levels, balance: balanceOf(levels.map(right)) }),
    ).toEqual([]);
  });

  it("when one level's reserved is wrong, then that alone is told, not what is right beside it", () => {
    const levels = [{ ...MAIN_10, reserved: 6 }, EAST_5];
    const balance = balanceOf([right(MAIN_10), right(EAST_5)]);
    expect(differencesOf({ item: itemOf("a", [MAIN_10, EAST_5]), levels, balance })).toEqual([
      { productVariantId: "a", warehouseId: MAIN.id, what: "LEVEL_RESERVED", stored: 6, expected: 4 },
    ]);
  });

  it("when the ledger adds up but its newest entry says otherwise, then that is told", () => {
    const balance = balanceOf([{ ...right(MAIN_10), newestQuantity: 9 }]);
    expect(differencesOf({ item: itemOf("a", [MAIN_10]), levels: [MAIN_10], balance })).toEqual([
      { productVariantId: "a", warehouseId: MAIN.id, what: "LEDGER_QUANTITY", stored: 9, expected: 10 },
    ]);
  });
});

describe("repair", () => {
  it("when nothing is wrong, then nothing changes", () => {
    const { changes, repaired } = repairOf(itemOf("a", [MAIN_10]), [MAIN_10], balanceOf([right(MAIN_10)]));
    expect([changes.items, changes.entries, repaired]).toEqual([[], [], []]);
  });

  it("when a level and its ledger differ, then one entry leads from the ledger to the level", () => {
    const before = level("a", MAIN, { quantity: 7, reserved: 1 });
    const balance = balanceOf([{ ...right(before), held: 4, ledgerQuantity: 7 }, right(EAST_5)]);
    const { changes, repaired } = repairOf(itemOf("a", [before, EAST_5]), [MAIN_10, EAST_5], balance);
    expect(repaired).toEqual(["ITEM_QUANTITY", "ITEM_RESERVED", "LEDGER_QUANTITY", "LEDGER_RESERVED"]);
    expect(changes.items).toMatchObject([{ quantity: 15, reserved: 4, version: 2 }]);
    expect(changes.entries).toMatchObject([
      {
        ...{ warehouseId: MAIN.id, kind: "CORRECTION", itemVersion: 2 },
        ...{ quantityDelta: 3, quantityAfter: 10, reservedDelta: 3, reservedAfter: 4 },
      },
    ]);
    expect(changes.events).toMatchObject([
      {
        type: "StockLevelChangedEvent",
        data: { oldQuantity: 12, newQuantity: 15, trigger: "SCHEDULED_SYNC" },
      },
    ]);
  });

  it("when a total falls below the threshold by it, then that is told as well", () => {
    const few = level("a", MAIN, { quantity: 2 });
    const item = { ...itemOf("a", [MAIN_10]), reserved: 0 };
    const { changes } = repairOf(item, [few], balanceOf([right(few)]));
    expect(changes.events.map(({ type }) => type)).toEqual([
      "StockLevelChangedEvent",
      "StockStatusChangedEvent",
      "LowStockThresholdReachedEvent",
    ]);
  });

  it("when entries do not add up to the newest one's balance, then the ledger stays beyond repair", () => {
    const balance = balanceOf([{ ...right(MAIN_10), ledgerQuantity: 8 }]);
    const { changes, repaired, beyondRepair } = repairOf(itemOf("a", [MAIN_10]), [MAIN_10], balance);
    expect([changes.entries, repaired, beyondRepair]).toEqual([[], [], ["LEDGER_QUANTITY"]]);
  });

  it("when MAIN may owe, then holds beyond what is on hand are repaired as well", () => {
    const owing = level("a", MAIN, { quantity: 1, reserved: 0, backorderLimit: 3 });
    const item = itemOf("a", [owing], { backorderPolicy: "LIMIT", backorderLimit: 3 });
    const { changes, beyondRepair } = repairOf(item, [owing], balanceOf([{ ...right(owing), held: 4 }]));
    expect([changes.levels, beyondRepair]).toMatchObject([[{ quantity: 1, reserved: 4 }], []]);
    const tooMuch = repairOf(item, [owing], balanceOf([{ ...right(owing), held: 5 }]));
    expect(tooMuch.beyondRepair).toEqual(["ITEM_RESERVED", "LEVEL_RESERVED", "LEDGER_RESERVED"]);
  });

  it("when a deleted item has stock, or the sum is no quantity, then nothing is done", () => {
    const deleted = { ...itemOf("a", []), deletedAt: NOW };
    expect(repairOf(deleted, [EAST_5], balanceOf([right(EAST_5)]))).toMatchObject({
      beyondRepair: ["ITEM_QUANTITY"],
      changes: { items: [], entries: [] },
    });
    const huge = [level("a", MAIN, { quantity: MAX_QUANTITY }), EAST_5];
    expect(repairOf(itemOf("a", [EAST_5]), huge, balanceOf(huge.map(right)))).toMatchObject({
      beyondRepair: ["ITEM_QUANTITY"],
      changes: { items: [] },
    });
  });
});
