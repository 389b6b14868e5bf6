import { describe, expect, it } from "@jest/globals";
import { readChoice, writeChoice } from "../../src/dashboard/pages/low-stock/choice.js";
import {
  applyUpdates,
  NOTHING_YET,
  type LowItem,
  type LowList,
  type LowStockUpdate,
} from "../../src/dashboard/pages/low-stock/low-list.js";
import { advance, forget, NOTHING_SHOWN, oldestOf } from "../../src/dashboard/pages/low-stock/shown.js";
import { byUrgency, shortBy } from "../../src/dashboard/pages/low-stock/urgency.js";

function low(productVariantId: string, availableQuantity: number, version = 1): LowItem {
  return {
    ...{ productVariantId, sku: null, quantity: availableQuantity, reservedQuantity: 0, availableQuantity },
    ...{ status: availableQuantity > 0 ? "LOW_STOCK" : "OUT_OF_STOCK", lowStockThreshold: 3, version },
  };
}

function snapshot(items: readonly LowItem[], { position = "9", more = false } = {}): LowStockUpdate {
  return { __typename: "LowStockSnapshot", position, items, more };
}

function change(item: LowItem): LowStockUpdate {
  const { productVariantId, status, version: itemVersion } = item;
  return { __typename: "LowStockChange", productVariantId, status, itemVersion, item };
}

const restocked = (item: LowItem): LowItem => ({ ...item, status: "IN_STOCK", availableQuantity: 50 });
const idsOf = ({ items }: LowList) => items && [...items.keys()];
const after = (...updates: readonly LowStockUpdate[]) => applyUpdates(NOTHING_YET, updates);

describe("the low-stock list", () => {
  it("when nothing has come, or a part of a snapshot alone, then nothing is known", () => {
    expect(after().items).toBeNull();
    expect(after(snapshot([low("a", 1)], { more: true })).items).toBeNull();
    expect(idsOf(after(snapshot([])))).toEqual([]);
  });

  it("when a snapshot comes in several messages, then it is the list once it is whole", () => {
    const first = after(snapshot([low("a", 1)], { more: true }), snapshot([low("b", 1)], { more: true }));
    expect(idsOf(applyUpdates(first, [snapshot([low("c", 0)])]))).toEqual(["a", "b", "c"]);
  });

  it("when a snapshot broke off, then the next one begins anew, and what was there stays until then", () => {
    const whole = after(snapshot([low("old", 1)]));
    const broken = applyUpdates(whole, [snapshot([low("lost", 1)], { position: "10", more: true })]);
    expect(idsOf(broken)).toEqual(["old"]);
    expect(idsOf(applyUpdates(broken, [snapshot([low("new", 1)], { position: "11" })]))).toEqual(["new"]);
  });

  it("when items change, then they enter, move and leave, also those that were deleted", () => {
    const list = after(snapshot([low("a", 1), low("b", 2)]), change(low("a", 0, 2)), change(low("c", 3, 7)));
    expect(list.items?.get("a")).toMatchObject({ status: "OUT_OF_STOCK", version: 2 });
    expect(idsOf(list)).toEqual(["a", "b", "c"]);
    const deleted = { ...change(low("b", 2, 5)), status: "DISCONTINUED", item: null } as LowStockUpdate;
    expect(idsOf(applyUpdates(list, [change(restocked(low("a", 0, 3))), deleted]))).toEqual(["c"]);
  });

  it("when a change is no newer than what is known, then nothing changes", () => {
    const list = after(snapshot([low("a", 1, 5)]), change(low("a", 0, 5)), change(restocked(low("a", 1, 4))));
    expect(list.items?.get("a")).toEqual(low("a", 1, 5));
  });

  it("when updates are applied, then the list before stays as it was", () => {
    const before = after(snapshot([low("a", 1)]));
    applyUpdates(before, [change(low("b", 1)), change(restocked(low("a", 1, 2)))]);
    expect(idsOf(before)).toEqual(["a"]);
  });
});

describe("what is shown of the list", () => {
  const begun = advance(NOTHING_SHOWN, [snapshot([low("a", 1), low("b", 1)])], 1_000);

  it("when the first snapshot comes, then nothing flashes", () => {
    expect(begun).toMatchObject({ leaving: new Map(), flashes: new Map(), latest: null });
  });

  it("when an item changes, then it flashes; when it leaves, then it is there a little longer", () => {
    const changed = advance(begun, [change(low("a", 0, 2))], 2_000);
    expect([...changed.flashes]).toEqual([["a", 1]]);
    const left = advance(changed, [change(restocked(low("a", 0, 3)))], 3_000);
    expect([...left.leaving]).toEqual([["a", { item: low("a", 0, 2), at: 3_000 }]]);
    expect(left.latest).toEqual({ id: "a", item: null });
    expect(forget(left, 2_999)).toBe(left);
    // Whatever else changes meanwhile, its time is its own.
    expect(oldestOf(advance(left, [change(low("b", 0, 2))], 3_500))).toBe(3_000);
    expect(forget(left, 3_000).leaving.size).toBe(0);
  });

  it("when it comes back before it is gone, then it leaves no more", () => {
    const left = advance(begun, [change(restocked(low("a", 1, 2)))], 2_000);
    const back = advance(left, [change(low("a", 2, 3))], 2_100);
    expect(back.leaving.size).toBe(0);
    expect(back.flashes.get("a")).toBe(1);
  });

  it("when a snapshot comes after a reconnect, then what it differs in is shown as changes", () => {
    const again = advance(begun, [snapshot([low("b", 1), low("c", 0)], { position: "12" })], 2_000);
    expect([...again.flashes.keys()]).toEqual(["c"]);
    expect([...again.leaving.keys()]).toEqual(["a"]);
  });
});

it("when the list is sorted, then what is out stands first, then the fewest for the threshold", () => {
  const wide = { ...low("wide", 5), lowStockThreshold: 100 };
  const owed = low("owed", -4);
  const items = [low("b", 3), low("a", 3), low("out", 0), wide, owed];
  expect([...items].sort(byUrgency).map(({ productVariantId }) => productVariantId)).toEqual([
    ...["owed", "out", "wide", "a", "b"],
  ]);
  expect([low("a", 3), low("out", 0), owed].map(shortBy)).toEqual([1, 4, 8]);
});

it("when the address says what to look at, then it is read as it was written, and nonsense is not", () => {
  const choice = { warehouse: "EAST", status: "OUT_OF_STOCK" } as const;
  expect(readChoice(writeChoice(choice))).toEqual(choice);
  expect(writeChoice({ warehouse: "", status: "" }).toString()).toBe("");
  expect(readChoice(new URLSearchParams("status=IN_STOCK"))).toEqual({ warehouse: "", status: "" });
});
