import { describe, expect, it } from "@jest/globals";
import { faultOfDelta, faultOfUnits, wholeNumber } from "../../src/dashboard/pages/item/checks.js";
import { heldBy } from "../../src/dashboard/pages/item/held.js";
import { entriesOf, mergeHead, withOlder } from "../../src/dashboard/pages/item/merge-head.js";

describe("wholeNumber", () => {
  it.each([
    ["12", 12],
    [" +3 ", 3],
    ["-4", -4],
    ["\u22125", -5],
    ["2147483647", 2_147_483_647],
  ])("when %j was typed, then it is %d", (text, value) => {
    expect(wholeNumber(text)).toBe(value);
  });

  it.each(["", " ", "1.5", "1,000", "1e3", "0x10", "--1", "2147483648", "12345678901", "three"])(
    "when %j was typed, then it is no number that the service takes",
    (text) => {
      expect(wholeNumber(text)).toBeNull();
    },
  );

  it("when a delta is 0 or a quantity is too small, then the field says so", () => {
    expect(faultOfDelta("0")).not.toBeNull();
    expect(faultOfDelta("-1")).toBeNull();
    expect(faultOfUnits("0", 1)).toBe("At least 1.");
    expect(faultOfUnits("0", 0)).toBeNull();
    expect(faultOfUnits("", 0)).not.toBeNull();
  });
});

describe("a list that is read in pages, newest first", () => {
  const listOf = (ids: readonly string[], next: string | null) => ({
    nodes: ids.map((id) => ({ id })),
    cursors: ids,
    next,
  });
  const list = (ids: string, next: string | null) => listOf([...ids], next);

  it("when there are new entries, then they come to the front, and the place of the next page stays", () => {
    const merged = mergeHead(list("cba", "a"), list("edc", "c"));
    expect(merged.list).toEqual(list("edcba", "a"));
    expect(merged.fresh).toEqual([{ id: "e" }, { id: "d" }]);
  });

  it("when more is new than a page has, then the list begins anew without a gap", () => {
    expect(mergeHead(list("cba", null), list("gfe", "e")).list).toEqual(list("gfe", "e"));
  });

  it("when the list was empty, then its first entries are all there are", () => {
    expect(mergeHead(list("", null), list("ba", null)).list).toEqual(list("ba", null));
  });

  it("when the newest page is as it was, then nothing is new", () => {
    expect(mergeHead(list("cba", "a"), list("cb", "b"))).toEqual({ list: list("cba", "a"), fresh: [] });
  });

  it("when entries come for days, then the list is of the newest, and goes on where it was cut", () => {
    const ids = Array.from({ length: 1_000 }, (_, entry) => String(entry));
    const heads = ids.map((_, newest) => ids.slice(Math.max(0, newest - 4), newest + 1).toReversed());
    let grown: ReturnType<typeof mergeHead<{ id: string }>>["list"] = list("", null);
    for (const head of heads) grown = mergeHead(grown, listOf(head, "more")).list;
    const newestFirst = ids.toReversed();
    expect(grown).toEqual(listOf(newestFirst.slice(0, 200), "800"));
    const read = withOlder(grown, listOf(newestFirst.slice(200, 500), "500"));
    expect(mergeHead(read, listOf(["1000", "999"], "999")).list.nodes).toHaveLength(500);
  });

  it("when older entries come, then each is there once", () => {
    expect(withOlder(list("dc", "c"), list("cba", null))).toEqual(list("dcba", null));
  });

  it("when a page has no next one, then its cursor leads nowhere", () => {
    const page = {
      pageInfo: { hasNextPage: false, endCursor: "x" },
      edges: [{ cursor: "a", node: { id: "a" } }],
    };
    expect(entriesOf(page)).toEqual(list("a", null));
  });
});

describe("heldBy", () => {
  const line = (quantity: number, done: [fulfilled: number, released: number], code: string, id = "mug") => ({
    quantity,
    fulfilledQuantity: done[0],
    releasedQuantity: done[1],
    warehouse: { code },
    item: { productVariantId: id },
  });

  it("when lines were fulfilled and released in part, then the rest is held", () => {
    expect(
      heldBy([line(5, [2, 1], "MAIN"), line(3, [3, 0], "EAST"), line(1, [0, 0], "MAIN", "cup")]),
    ).toEqual([
      { productVariantId: "mug", warehouse: "MAIN", units: 2 },
      { productVariantId: "cup", warehouse: "MAIN", units: 1 },
    ]);
  });
});
