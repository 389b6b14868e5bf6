import { describe, expect, it } from "@jest/globals";
import { duration } from "../../src/dashboard/ui/duration.js";
import { EMPTY, faultsOf, inputOf } from "../../src/dashboard/pages/pipeline/replays/draft.js";
import { addSents, paceOf } from "../../src/dashboard/pages/pipeline/replays/pace.js";
import { pathsOf } from "../../src/dashboard/pages/pipeline/replays/paths.js";
import { verdictOf } from "../../src/dashboard/pages/pipeline/status/findings.js";
import { lineOf } from "../../src/dashboard/pages/pipeline/status/line.js";
import { addSample, isStuck, lagOf, type Sample } from "../../src/dashboard/pages/pipeline/status/samples.js";
import {
  addNewest,
  countSince,
  lookBack,
  MOST_ROWS,
} from "../../src/dashboard/pages/pipeline/tail/newest.js";

it.each([
  [0, "0 ms"],
  [340.4, "340 ms"],
  [4_250, "4.2 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [3_600_000, "1 h"],
  [187_200_000, "2 d 4 h"],
])("when %d ms are told, then in their two largest units", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

const sample = (at: number, part: Partial<Sample> = {}): Sample => ({
  ...{ at, headPosition: "10", pending: 0, sinks: [{ name: "rabbitmq", lagEvents: 0 }] },
  ...part,
});

describe("what was seen of the pipeline", () => {
  it("when five minutes are over, then a sample goes", () => {
    const samples = addSample([sample(0), sample(200_000)], sample(300_001));
    expect(samples.map(({ at }) => at)).toEqual([200_000, 300_001]);
  });

  it("when a sink came later, then its lag is drawn from then on", () => {
    const late = sample(4_000, { sinks: [{ name: "late", lagEvents: 7 }] });
    expect(lagOf([sample(2_000), late], "late")).toEqual([{ at: 4_000, events: 7 }]);
  });

  it("when events wait and no position is given out for ten seconds, then it is stuck", () => {
    const pending = (at: number, headPosition = "10") => sample(at, { pending: 3, headPosition });
    expect(isStuck([sample(0), pending(2_000), pending(11_000)])).toBe(false);
    expect(isStuck([sample(0), pending(2_000), pending(12_000)])).toBe(true);
    expect(isStuck([pending(0), pending(12_000, "11")])).toBe(false);
    expect(isStuck([pending(0), pending(12_000), sample(14_000)])).toBe(false);
    expect(isStuck([])).toBe(false);
  });

  it("when the lag is drawn, then from the left to the right, and the most at the top", () => {
    const points = [
      { at: 0, events: 0 },
      { at: 10, events: 100 },
      { at: 20, events: 50 },
    ];
    expect(lineOf(points, 200, 20)).toBe("M0.0 18.0L100.0 2.0L200.0 10.0");
  });
});

describe("the verdict", () => {
  const sink = {
    name: "rabbitmq",
    state: "RUNNING",
    position: "10",
    lagEvents: 0,
    lagMs: 0,
    parked: 0,
    lastError: null,
  };
  const verdict = (...sinks: Partial<typeof sink>[]) =>
    verdictOf({ headPosition: "10", pending: 0, sinks: sinks.map((part) => ({ ...sink, ...part })) }, []).map(
      ({ tone, label }) => `${tone} ${label}`,
    );

  it("when nothing is amiss, then it says so", () => {
    expect(verdict({}, {})).toEqual(["green All is well"]);
  });

  it("when several things are, then the worst stands first", () => {
    const found = verdict({ parked: 2 }, { state: "PAUSED" }, { lagMs: 61_000 }, { state: "DETACHED" });
    expect(found).toEqual(["red Detached", "amber Paused", "amber Behind", "amber Parked"]);
  });
});

describe("the form of a replay", () => {
  const draft = { ...EMPTY, queue: " billing " };

  it("when fields are left empty, then they are left out of the input", () => {
    expect(inputOf(draft)).toEqual({ queue: "billing" });
    const full = {
      ...draft,
      from: "POSITION",
      afterPosition: "5",
      untilPosition: " 9 ",
      pace: "20",
    } as const;
    expect(
      inputOf({ ...full, since: "2026-11-20T08:30", variants: "a, b\na", types: ["StockoutEvent"] }),
    ).toEqual({
      ...{ queue: "billing", afterPosition: "5", untilPosition: "9", eventsPerSecond: 20 },
      ...{ productVariantIds: ["a", "b"], types: ["StockoutEvent"] },
    });
    const since = inputOf({ ...draft, from: "TIME", since: "2026-11-20T08:30", afterPosition: "5" });
    expect(since).toEqual({ queue: "billing", since: new Date("2026-11-20T08:30").toISOString() });
  });

  it("when something cannot even be asked, then its own field says so", () => {
    const wrong = (part: Partial<typeof EMPTY>) =>
      Object.entries(faultsOf({ ...draft, ...part }))
        .filter(([, fault]) => fault !== null)
        .map(([field]) => field);
    expect(wrong({})).toEqual([]);
    expect(wrong({ queue: " ", untilPosition: "-1", pace: "fast" })).toEqual([
      ...["queue", "untilPosition", "eventsPerSecond"],
    ]);
    expect(wrong({ from: "POSITION" })).toEqual(["afterPosition"]);
    expect(wrong({ from: "TIME", since: "soon", afterPosition: "x" })).toEqual(["since"]);
  });

  it("when one of several variants is refused, then the field that has them knows its path", () => {
    expect(pathsOf({ ...draft, variants: "a b" }).variants).toEqual([
      ...["productVariantIds", "productVariantIds.0", "productVariantIds.1"],
    ]);
  });
});

describe("the pace of a replay", () => {
  it("when it was seen twice, then it is known, and for how long it goes on", () => {
    const once = addSents(new Map(), [{ id: "r", sent: 10 }], 1_000);
    expect(paceOf(once.get("r") ?? [], 100)).toBeNull();
    const twice = addSents(once, [{ id: "r", sent: 30 }], 3_000);
    expect(paceOf(twice.get("r") ?? [], 100)).toEqual({ eventsPerSecond: 10, left: 7_000 });
  });

  it("when it stands still, then nobody says for how long", () => {
    const still = [
      { at: 0, sent: 5 },
      { at: 10_000, sent: 5 },
    ];
    expect(paceOf(still, 100)).toEqual({ eventsPerSecond: 0, left: null });
  });

  it("when a replay is not on the page any more, then it is forgotten", () => {
    const sents = addSents(new Map(), [{ id: "old", sent: 1 }], 1_000);
    expect([...addSents(sents, [{ id: "new", sent: 1 }], 2_000).keys()]).toEqual(["new"]);
  });
});

describe("the newest events", () => {
  const events = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ position: String(first + index) }));
  const positions = (rows: readonly { position: string }[]) => rows.map(({ position }) => position);

  it("when events come, then the newest stands first, and each is there once", () => {
    const rows = addNewest(addNewest([], events(1, 3)), events(2, 3));
    expect(positions(rows)).toEqual(["4", "3", "2", "1"]);
    expect(addNewest(rows, events(1, 2))).toBe(rows);
  });

  it("when there are too many, then the oldest go", () => {
    const rows = addNewest(events(1, 1), events(2, 500));
    expect(rows).toHaveLength(MOST_ROWS);
    expect(rows[0]?.position).toBe("501");
  });

  it("when the list is held still, then what came since is counted", () => {
    const held = addNewest([], events(1, 5));
    expect(countSince(addNewest(held, events(6, 4)), held)).toBe(4);
    expect(countSince(addNewest([], events(1, 2)), [])).toBe(2);
  });

  it("when the page looks back, then not before the feed's beginning", () => {
    expect([lookBack("1000"), lookBack("12")]).toEqual(["800", "0"]);
  });
});
