import { describe, expect, it } from "@jest/globals";
import type { UpdateWarehouse } from "../../src/domain/commands.js";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import { foldBatch } from "../../src/domain/fold-batch.js";
import { assignBin } from "../../src/domain/rules/assign-bin.js";
import { createBin } from "../../src/domain/rules/create-bin.js";
import { createWarehouse } from "../../src/domain/rules/create-warehouse.js";
import { renameBin } from "../../src/domain/rules/rename-bin.js";
import { updateWarehouse } from "../../src/domain/rules/update-warehouse.js";
import { REGISTRY } from "../support/registry.js";
import { context, EAST, EMPTY, idOf, level, MAIN, stateOf, stocked } from "../support/stock.js";

const A1 = { id: "bin-a1", warehouseId: EAST.id, code: "A1" };
const A2 = { id: "bin-a2", warehouseId: EAST.id, code: "A2" };
const onlyMain = context({ warehouses: ["MAIN"] });

const refused = (code: string, field: string) => ({ ok: false, refusals: [{ code, field: [field] }] });

describe("warehouses", () => {
  it("when one is created, then it is at version 1, and an event tells of it", () => {
    const command = { kind: "createWarehouse", code: "WEST", name: "West", priority: 5 } as const;
    const { changes } = createWarehouse(stateOf({}), command, context());
    const [warehouse] = changes.warehouses;
    expect(warehouse).toMatchObject({ code: "WEST", active: true, version: 1 });
    expect(changes.events).toMatchObject([
      {
        type: "WarehouseCreatedEvent",
        aggregateType: "Warehouse",
        aggregateId: warehouse?.id,
        aggregateVersion: 1,
        data: { warehouseId: warehouse?.id, code: "WEST", name: "West", priority: 5, active: true },
      },
    ]);
    const again = createWarehouse(stateOf({}), { ...command, code: "EAST" }, context());
    expect(again.result).toMatchObject(refused("ALREADY_EXISTS", "code"));
    expect(createWarehouse(stateOf({}), command, onlyMain).result).toMatchObject(
      refused("INVALID_INPUT", "code"),
    );
  });

  const update = (changes: Partial<UpdateWarehouse>): UpdateWarehouse => ({
    kind: "updateWarehouse",
    warehouse: "EAST",
    ...changes,
  });

  it("when something differs, then it alone changes, and the event names it", () => {
    const given = update({ name: "East", priority: 3, active: false });
    const { changes, result } = updateWarehouse(stateOf({}), given, context());
    const after = { ...EAST, priority: 3, active: false, version: 2 };
    expect(result).toEqual({ ok: true, value: { warehouse: after } });
    expect(changes.warehouses).toEqual([after]);
    expect(changes.events).toMatchObject([
      {
        type: "WarehouseUpdatedEvent",
        aggregateVersion: 2,
        data: { warehouseId: EAST.id, priority: 3, active: false, changes: ["priority", "active"] },
      },
    ]);
  });

  it("when nothing differs, then nothing changes", () => {
    for (const given of [update({}), update({ name: "East", priority: 10, active: true })]) {
      const { changes, result } = updateWarehouse(stateOf({}), given, context());
      expect(result).toEqual({ ok: true, value: { warehouse: EAST } });
      expect([changes.warehouses, changes.events]).toEqual([[], []]);
    }
  });

  it("when it is MAIN, by id, then it may be made inactive too", () => {
    const given = update({ warehouse: MAIN.id.toUpperCase(), active: false });
    const { result } = updateWarehouse(stateOf({}), given, context());
    expect(result).toMatchObject({ ok: true, value: { warehouse: { code: "MAIN", active: false } } });
  });

  it("when it is unknown, or another's, then NOT_FOUND", () => {
    const unknown = updateWarehouse(stateOf({}), update({ warehouse: "X", name: "x" }), context());
    const others = updateWarehouse(stateOf({}), update({ name: "x" }), onlyMain);
    for (const { result, changes } of [unknown, others]) {
      expect(result).toMatchObject(refused("NOT_FOUND", "warehouseId"));
      expect(changes.warehouses).toEqual([]);
    }
  });
});

describe("bins", () => {
  const create = { kind: "createBin", warehouse: "EAST", code: "A1" } as const;

  it("when one is created, then its warehouse has a new version, which the event carries", () => {
    const { changes, result } = createBin(stateOf({}), create, context());
    const [bin] = changes.bins;
    expect(bin).toMatchObject({ warehouseId: EAST.id, code: "A1" });
    expect(result).toMatchObject({ ok: true, value: { warehouse: { version: 2 }, bin } });
    expect(changes.warehouses).toEqual([{ ...EAST, version: 2 }]);
    expect(changes.events).toMatchObject([
      {
        type: "WarehouseBinCreatedEvent",
        aggregateId: EAST.id,
        aggregateVersion: 2,
        data: { warehouseId: EAST.id, binId: bin?.id, binCode: "A1" },
      },
    ]);
  });

  it("when the warehouse has one of that code, then ALREADY_EXISTS; another warehouse may have it too", () => {
    const state = stateOf({ bins: [A1] });
    expect(createBin(state, create, context()).result).toMatchObject(refused("ALREADY_EXISTS", "code"));
    expect(createBin(state, { ...create, warehouse: "MAIN" }, context()).result.ok).toBe(true);
  });

  it("when the warehouse is unknown, or another's, then NOT_FOUND", () => {
    const missing = refused("NOT_FOUND", "warehouseId");
    expect(createBin(stateOf({}), { ...create, warehouse: "X" }, context()).result).toMatchObject(missing);
    expect(createBin(stateOf({}), create, onlyMain).result).toMatchObject(missing);
  });

  const rename = { kind: "renameBin", binId: A1.id, code: "B1" } as const;

  it("when one is renamed, then the warehouse's event says that its bins changed", () => {
    const { changes, result } = renameBin(stateOf({ bins: [A1] }), rename, context());
    expect(result).toMatchObject({
      ok: true,
      value: { bin: { ...A1, code: "B1" }, warehouse: { version: 2 } },
    });
    expect(changes.bins).toEqual([{ ...A1, code: "B1" }]);
    expect(changes.events).toMatchObject([
      { type: "WarehouseUpdatedEvent", aggregateVersion: 2, data: { code: "EAST", changes: ["bins"] } },
    ]);
  });

  it("when it has the code already, then nothing changes; when another has it, then ALREADY_EXISTS", () => {
    const state = stateOf({ bins: [A1, A2] });
    const same = renameBin(state, { ...rename, code: "A1" }, context());
    expect([same.result.ok, same.changes.bins, same.changes.events]).toEqual([true, [], []]);
    const taken = renameBin(state, { ...rename, code: "A2" }, context());
    expect(taken.result).toMatchObject(refused("ALREADY_EXISTS", "code"));
  });

  it("when the bin is unknown, or in another's warehouse, then NOT_FOUND", () => {
    const missing = refused("NOT_FOUND", "binId");
    expect(renameBin(stateOf({}), rename, context()).result).toMatchObject(missing);
    expect(renameBin(stateOf({ bins: [A1] }), rename, onlyMain).result).toMatchObject(missing);
  });

  it("when bins are made and renamed in one batch, then each sees the codes that the ones before left", () => {
    const jobs = [
      create,
      { ...create, code: "A2" },
      create,
      { kind: "renameBin" as const, binId: idOf(1), code: "A3" },
      create,
    ].map((command) => ({ command, meta: context() }));
    let ids = 0;
    const newId = () => idOf(++ids);
    const { outcomes, changes } = foldBatch(EMPTY, jobs, {
      newId,
      strategy: STRATEGIES.PRIORITY,
      check: REGISTRY.check,
    });
    expect(outcomes.map((outcome) => "result" in outcome && outcome.result.ok)).toEqual([
      ...[true, true, false, true, true],
    ]);
    expect(changes.warehouses).toMatchObject([{ code: "EAST", version: 5 }]);
    expect(changes.bins.map(({ code }) => code).sort()).toEqual(["A1", "A2", "A3"]);
  });
});

describe("assigning an item to a bin", () => {
  const assign = { kind: "assignBin", productVariantId: "a", binId: A1.id, assigned: true } as const;
  const assignment = { binId: A1.id, productVariantId: "a" };

  it("when the warehouse has none of it yet, then it gets an empty level there", () => {
    const state = stateOf({ ...stocked("a", 5), bins: [A1] });
    const { changes, result } = assignBin(state, assign, context());
    expect(result).toMatchObject({ ok: true, value: { item: { version: 2, quantity: 5 }, bin: A1 } });
    expect(changes.levels).toEqual([level("a", EAST, {})]);
    expect(changes.assignments).toEqual([{ ...assignment, assigned: true }]);
    expect(changes.events).toMatchObject([
      {
        type: "ItemAssignedToLocationEvent",
        aggregateId: "a",
        aggregateVersion: 2,
        data: { ...assignment, warehouseId: EAST.id, binCode: "A1" },
      },
    ]);
    expect(changes.entries).toEqual([]);
  });

  it("when the warehouse has some of it, then the level stays as it is", () => {
    const state = stateOf({ ...stocked("a", 5, 3), bins: [A1] });
    const { changes } = assignBin(state, assign, context());
    expect(changes.levels).toEqual([level("a", EAST, { quantity: 3 })]);
  });

  it("when it lies there already, or is to leave where it does not lie, then nothing changes", () => {
    const stock = { ...stocked("a", 5), bins: [A1] };
    const there = assignBin(stateOf({ ...stock, assignments: [assignment] }), assign, context());
    const away = assignBin(stateOf(stock), { ...assign, assigned: false }, context());
    for (const { result, changes } of [there, away]) {
      expect(result).toMatchObject({ ok: true, value: { item: { version: 1 } } });
      expect([changes.items, changes.assignments, changes.events]).toEqual([[], [], []]);
    }
  });

  it("when it leaves, then an event says that its bins changed", () => {
    const state = stateOf({ ...stocked("a", 5, 0), bins: [A1], assignments: [assignment] });
    const { changes } = assignBin(state, { ...assign, assigned: false }, context());
    expect(changes.assignments).toEqual([{ ...assignment, assigned: false }]);
    expect(changes.events).toMatchObject([
      { type: "InventoryItemUpdatedEvent", data: { changes: ["bins"] } },
    ]);
    state.apply(changes);
    expect(state.isAssigned(assignment)).toBe(false);
  });

  it("when item or bin are unknown, or the bin is another's, then NOT_FOUND names it", () => {
    const stock = { ...stocked("a", 5), bins: [A1] };
    const noItem = assignBin(stateOf({ bins: [A1] }), assign, context());
    expect(noItem.result).toMatchObject(refused("NOT_FOUND", "productVariantId"));
    const noBin = assignBin(stateOf(stock), { ...assign, binId: "x" }, context());
    expect(noBin.result).toMatchObject(refused("NOT_FOUND", "binId"));
    expect(assignBin(stateOf(stock), assign, onlyMain).result).toMatchObject(refused("NOT_FOUND", "binId"));
  });
});
