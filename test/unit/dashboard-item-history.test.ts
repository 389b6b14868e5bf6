import { describe, expect, it } from "@jest/globals";
import { historyOf, withLive, type StockPoint } from "../../src/dashboard/pages/item/history.js";
import { stepsOf, summaryOf } from "../../src/dashboard/pages/item/steps.js";

const MINUTE = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");

/** One change of one warehouse, a minute a version. */
function entry(itemVersion: number, id: string, quantity: [delta: number, after: number], reserved = [0, 0]) {
  return {
    occurredAt: new Date(START + itemVersion * MINUTE).toISOString(),
    itemVersion,
    warehouse: { id },
    quantityDelta: quantity[0],
    quantityAfter: quantity[1],
    reservedDelta: reserved[0] ?? 0,
    reservedAfter: reserved[1] ?? 0,
  };
}

const level = (id: string, quantity: number, reservedQuantity = 0) => ({
  quantity,
  reservedQuantity,
  warehouse: { id },
});

const point = (version: number, onHand: number, available = onHand): StockPoint => ({
  at: START + version * MINUTE,
  version,
  onHand,
  available,
});

describe("historyOf", () => {
  it("when two warehouses changed in turn, then each point is what both have", () => {
    const oldestFirst = [
      entry(1, "main", [10, 10]),
      entry(2, "east", [5, 5]),
      entry(3, "main", [0, 10], [4, 4]),
      entry(4, "east", [-2, 3]),
    ];
    const history = historyOf(oldestFirst.toReversed(), [level("main", 10, 4), level("east", 3)]);
    expect(history.before).toEqual({ onHand: 0, available: 0 });
    expect(history.points).toEqual([point(1, 10), point(2, 15), point(3, 15, 11), point(4, 13, 9)]);
  });

  it("when a part of the ledger does not name a warehouse, then it had what it has now", () => {
    const history = historyOf([entry(9, "main", [-3, 7])], [level("main", 7), level("east", 20, 5)]);
    expect(history.before).toEqual({ onHand: 30, available: 25 });
    expect(history.points).toEqual([point(9, 27, 22)]);
  });

  it("when one command booked in several warehouses, then it is one point", () => {
    const entries = [entry(6, "east", [0, 5], [2, 2]), entry(6, "main", [0, 10], [3, 3])];
    const history = historyOf(entries, [level("main", 10, 3), level("east", 5, 2)]);
    expect(history.before).toEqual({ onHand: 15, available: 15 });
    expect(history.points).toEqual([point(6, 15, 10)]);
  });

  it("when there is no entry, then there is no point, and what there was is what there is", () => {
    expect(historyOf([], [level("main", 8, 1)])).toEqual({
      before: { onHand: 8, available: 7 },
      points: [],
    });
  });
});

describe("withLive", () => {
  const history = { before: { onHand: 0, available: 0 }, points: [point(1, 10), point(2, 12)] };

  it("when events overlap with what was read, then only newer ones are added, once and in order", () => {
    const live = [point(2, 99), point(4, 9), point(3, 11), point(4, 9)];
    expect(withLive(history, live).points).toEqual([point(1, 10), point(2, 12), point(3, 11), point(4, 9)]);
  });

  it("when nothing is new, then the history is the same one", () => {
    expect(withLive(history, [point(1, 10)])).toBe(history);
  });
});

describe("stepsOf", () => {
  const history = { before: { onHand: 1, available: 1 }, points: [point(1, 10), point(5, 6, 4)] };
  const now = { onHand: 6, available: 4 };

  it("when the range begins between two changes, then it begins with what there was", () => {
    const from = START + 3 * MINUTE;
    const to = START + 8 * MINUTE;
    expect(stepsOf(history, { from, to, now })).toEqual([
      [from, START + 5 * MINUTE, to].map((at) => at / 1_000),
      [10, 6, 6],
      [10, 4, 4],
    ]);
  });

  it("when this clock is behind the service's, then time never goes back", () => {
    const [at] = stepsOf(history, { from: START, to: START + 2 * MINUTE, now });
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(at.at(-1)).toBe((START + 5 * MINUTE) / 1_000);
  });
});

describe("summaryOf", () => {
  it("when it was lower than at both ends, then that is told", () => {
    const points = [point(1, 10), point(2, 2), point(3, 8)];
    expect(summaryOf({ before: { onHand: 9, available: 9 }, points }, START)).toEqual({
      changes: 3,
      first: { onHand: 9, available: 9 },
      lowest: 2,
    });
  });

  it("when it only fell, then the end says it already", () => {
    const points = [point(1, 10), point(2, 8)];
    expect(summaryOf({ before: { onHand: 12, available: 12 }, points }, START).lowest).toBeNull();
  });

  it("when nothing changed in the range, then what was before counts", () => {
    const summary = summaryOf(
      { before: { onHand: 0, available: 0 }, points: [point(1, 10)] },
      START + 2 * MINUTE,
    );
    expect(summary).toEqual({ changes: 0, first: point(1, 10), lowest: null });
  });
});
