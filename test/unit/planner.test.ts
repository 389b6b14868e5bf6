import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { foldBatch } from "../../src/domain/fold-batch.js";
import type { Item, Level, Warehouse } from "../../src/domain/model.js";
import { guardStrategy } from "../../src/domain/planner/guard-strategy.js";
import { STRATEGIES, type PlanLine, type WarehouseStrategy } from "../../src/domain/planner/strategy.js";
import type { Reader, Stock } from "../../src/ports/reader.js";
import { checkAvailability } from "../../src/usecases/check-availability.js";
import { REGISTRY } from "../support/registry.js";
import { context, EAST, EMPTY, itemOf, level, MAIN, NOW } from "../support/stock.js";

const WEST: Warehouse = { ...EAST, id: "west-id", code: "WEST" };
const CLOSED: Warehouse = { ...EAST, id: "closed-id", code: "CLOSED", priority: 1, active: false };
const WAREHOUSES = [WEST, CLOSED, EAST, MAIN];

function lineOf(id: string, quantity: number, stock: readonly (readonly [Warehouse, number])[]): PlanLine {
  const sources = stock.map(([warehouse, units]) => ({
    warehouse,
    level: level(id, warehouse, { quantity: units }),
  }));
  return { productVariantId: id, quantity, sources };
}

describe("strategies", () => {
  it("when most is elsewhere, then MOST_STOCK draws there first; ties by priority, then code", () => {
    const line = lineOf("a", 3, [
      [MAIN, 1],
      [EAST, 5],
      [WEST, 5],
    ]);
    expect(STRATEGIES.MOST_STOCK([line])).toEqual([[EAST.id, WEST.id, MAIN.id]]);
    expect(STRATEGIES.PRIORITY([line])).toEqual([[MAIN.id, EAST.id, WEST.id]]);
  });

  it("when one warehouse has all lines, then FEWEST_SPLITS takes it, whatever its priority", () => {
    const lines = [
      lineOf("a", 3, [
        [MAIN, 3],
        [WEST, 3],
      ]),
      lineOf("b", 3, [
        [EAST, 3],
        [WEST, 3],
      ]),
    ];
    expect(STRATEGIES.FEWEST_SPLITS(lines)[0]?.[0]).toBe(WEST.id);
  });

  it("when several warehouses are as good, then FEWEST_SPLITS goes by priority, then code, in any order of lines", () => {
    const lines = [lineOf("a", 2, [[WEST, 2]]), lineOf("b", 2, [[EAST, 2]]), lineOf("c", 2, [[MAIN, 2]])];
    const expected = [MAIN.id, EAST.id, WEST.id];
    expect(STRATEGIES.FEWEST_SPLITS(lines)[0]).toEqual(expected);
    expect(STRATEGIES.FEWEST_SPLITS([...lines].reverse())[0]).toEqual(expected);
  });
});

describe("a strategy of somebody else", () => {
  const line = lineOf("a", 1, [
    [MAIN, 1],
    [EAST, 1],
  ]);
  const answering = (answer: () => unknown) => () => guardStrategy(answer, "mine.js")([line]);

  it.each<[string, () => unknown, string]>([
    [
      "throws",
      () => {
        throw new Error("no idea");
      },
      "The warehouse strategy mine.js threw: no idea",
    ],
    ["answers later", async () => [[MAIN.id]], "answered with a promise; it must answer at once"],
    ["fails later", () => Promise.reject(new Error("x")), "answered with a promise"],
    ["answers nothing", () => undefined, "must answer with a list of warehouse ids for each line"],
    ["answers warehouses", () => [[MAIN]], "must answer with a list of warehouse ids for each line"],
    ["answers for too few lines", () => [], "answered with 0 lists for 1 lines"],
  ])("when it %s, then the plan fails and says so", (_what, answer, message) => {
    expect(answering(answer)).toThrow(message);
  });

  it("when it writes on what it was handed, then the stock is what it was", () => {
    const greedy = (lines: readonly PlanLine[]) => {
      for (const { sources } of lines)
        for (const source of sources) Object.assign(source.level, { quantity: 99 });
      return lines.map(() => [EAST.id]);
    };
    expect(guardStrategy(greedy, "greedy.js")([line])).toEqual([[EAST.id]]);
    expect(line.sources[0]?.level.quantity).toBe(1);
  });

  it("when it fails, then the command is a defect and its neighbours are carried out", () => {
    const broken = guardStrategy(() => null, "broken.js");
    const levels = [
      level("a", MAIN, { quantity: 5 }),
      level("a", EAST, { quantity: 5 }),
      level("b", MAIN, { quantity: 5 }),
    ];
    const items = ["a", "b"].map((id) =>
      itemOf(
        id,
        levels.filter(({ productVariantId }) => productVariantId === id),
      ),
    );
    const jobs = ["a", "b"].map((productVariantId) => ({
      command: {
        ...({
          kind: "reserve",
          orderId: "o",
          userId: null,
          ttlSeconds: 0,
          policy: "ALL_OR_NOTHING",
        } as const),
        lines: [{ productVariantId, quantity: 1, warehouse: null }],
      },
      meta: context(),
    }));
    const { outcomes } = foldBatch({ ...EMPTY, items, levels }, jobs, {
      ...context({ strategy: broken }),
      check: REGISTRY.check,
    });
    expect(outcomes).toEqual([
      { defect: expect.objectContaining({ message: expect.stringContaining("broken.js must answer") }) },
      { result: expect.objectContaining({ ok: true }) },
    ]);
  });
});

const VARIANTS = ["a", "b", "c"];

/** Any stock: items, discontinued ones, owing ones; levels where the bits are set. */
const stock: fc.Arbitrary<Stock> = fc
  .array(
    fc.record({
      units: fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
        minLength: 4,
        maxLength: 4,
      }),
      where: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      policy: fc.constantFrom<Pick<Item, "backorderPolicy" | "backorderLimit">>(
        { backorderPolicy: "DENY", backorderLimit: null },
        { backorderPolicy: "LIMIT", backorderLimit: 3 },
        { backorderPolicy: "ALLOW", backorderLimit: null },
      ),
      discontinued: fc.boolean(),
    }),
    { minLength: 0, maxLength: 2 },
  )
  .map((specs) => {
    const levels: Level[] = [];
    const items = specs.map(({ units, where, policy, discontinued }, index) => {
      const id = VARIANTS[index] as string;
      const own = WAREHOUSES.flatMap((warehouse, place) => {
        const [quantity, reserved] = units[place] as [number, number];
        const backorderLimit =
          warehouse !== MAIN ? 0 : policy.backorderPolicy === "ALLOW" ? null : (policy.backorderLimit ?? 0);
        return where[place]
          ? [level(id, warehouse, { quantity, reserved: Math.min(quantity, reserved), backorderLimit })]
          : [];
      });
      levels.push(...own);
      return itemOf(id, own, {
        ...policy,
        ...(discontinued && index === 1 ? { status: "DISCONTINUED" } : {}),
      });
    });
    return { now: NOW, items, levels, warehouses: WAREHOUSES };
  });

const order = fc.array(
  fc.record({
    productVariantId: fc.constantFrom(...VARIANTS),
    quantity: fc.integer({ min: 1, max: 9 }),
    warehouseId: fc.constantFrom(null, null, "MAIN", "EAST", "WEST", "CLOSED", "NOWHERE"),
  }),
  { minLength: 1, maxLength: 4 },
);

const backwards: WarehouseStrategy = (lines) =>
  lines.map(({ sources }) => sources.map(({ warehouse }) => warehouse.id).reverse());

describe("checkAvailability", () => {
  it("when anything is asked of any stock, then it says what reserving does", async () => {
    await fc.assert(
      fc.asyncProperty(
        stock,
        order,
        fc.constantFrom(...Object.values(STRATEGIES), guardStrategy(backwards, "backwards.js")),
        fc.constantFrom(null, ["MAIN"], ["EAST", "WEST"], ["west-id", "CLOSED"]),
        async (rows, lines, strategy, warehouses) => {
          const reader = { stock: async () => rows } as unknown as Reader;
          const asked = await checkAvailability({ reader, strategy }, lines, { warehouses });
          if (!asked.ok) throw new Error("not valid");
          const command = {
            ...({
              kind: "reserve",
              orderId: "o",
              userId: null,
              ttlSeconds: 0,
              policy: "ALL_OR_NOTHING",
            } as const),
            lines: lines.map(({ warehouseId, ...line }) => ({ ...line, warehouse: warehouseId })),
          };
          const meta = context({ strategy, warehouses });
          const { changes, outcomes } = foldBatch({ ...EMPTY, ...rows }, [{ command, meta }], {
            ...meta,
            check: REGISTRY.check,
          });
          const [outcome] = outcomes;
          if (!outcome || !("result" in outcome)) throw new Error("a defect");
          expect(asked.value.possible).toBe(outcome.result.ok);
          if (!outcome.result.ok) return;
          const drawn = changes.reservations.flatMap((reservation) => reservation.lines);
          expect(
            asked.value.lines.flatMap(({ productVariantId, sources }) =>
              sources.map(({ warehouseId, quantity }) => `${productVariantId} ${warehouseId} ${quantity}`),
            ),
          ).toEqual(drawn.map((line) => `${line.productVariantId} ${line.warehouseId} ${line.quantity}`));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("when a variant is unknown, then nothing of it is available", async () => {
    const reader = {
      stock: async () => ({ now: NOW, items: [], levels: [], warehouses: [MAIN] }),
    } as unknown as Reader;
    const lines = [{ productVariantId: "nobody", quantity: 2 }];
    expect(
      await checkAvailability({ reader, strategy: STRATEGIES.PRIORITY }, lines, { warehouses: null }),
    ).toEqual({
      ok: true,
      value: {
        possible: false,
        lines: [{ productVariantId: "nobody", requested: 2, available: 0, sources: [] }],
      },
    });
  });
});
