import { describe, expect, it } from "@jest/globals";
import type { CreateTransfer, ReceivedLine, RuleContext } from "../../src/domain/commands.js";
import type { BatchState } from "../../src/domain/batch-state.js";
import { NO_CHANGES } from "../../src/domain/decision.js";
import { MAX_QUANTITY, type Transfer, type TransferLine } from "../../src/domain/model.js";
import { cancelTransfer } from "../../src/domain/rules/cancel-transfer.js";
import { createTransfer } from "../../src/domain/rules/create-transfer.js";
import { receiveTransfer } from "../../src/domain/rules/receive-transfer.js";
import { context, EAST, itemOf, level, MAIN, NOW, stateOf, stocked } from "../support/stock.js";

const create = (changes: Partial<CreateTransfer> = {}): CreateTransfer => ({
  kind: "createTransfer",
  from: "MAIN",
  to: "EAST",
  lines: [{ productVariantId: "a", quantity: 4 }],
  ...changes,
});

const receive = (...lines: Partial<ReceivedLine>[]) => ({
  kind: "receiveTransfer" as const,
  transferId: "t1",
  lines: lines.map((line) => ({
    ...{ productVariantId: "a", received: 0, missing: 0, missingReason: null },
    ...line,
  })),
});

const CANCEL = { kind: "cancelTransfer", transferId: "t1" } as const;

const sent = (productVariantId: string, quantity: number, changes: Partial<TransferLine> = {}) => ({
  ...{ productVariantId, quantity, received: 0, missing: 0, missingReason: null, returned: 0 },
  ...changes,
});

/** A transfer from MAIN to EAST, and what each of its items has left in MAIN. */
function underWay(lines: readonly TransferLine[], changes: Partial<Transfer> = {}, left = 6): BatchState {
  const transfer: Transfer = {
    ...{ id: "t1", fromWarehouseId: MAIN.id, toWarehouseId: EAST.id, status: "IN_TRANSIT" as const },
    ...{ lines, createdAt: NOW, updatedAt: NOW },
    ...changes,
  };
  const levels = lines.map(({ productVariantId }) => level(productVariantId, MAIN, { quantity: left }));
  const items = lines.map(({ productVariantId, quantity, received, missing }, index) =>
    itemOf(productVariantId, levels.slice(index, index + 1), { inTransit: quantity - received - missing }),
  );
  return stateOf({ items, levels, transfers: [transfer] });
}

const refusals = (...expected: object[]) => ({ ok: false, refusals: expected });

describe("createTransfer", () => {
  it("when it is created, then its units leave at once, and are on hand nowhere", () => {
    const { changes, result } = createTransfer(stateOf(stocked("a", 10, 2)), create(), context());
    expect(changes.items).toMatchObject([{ quantity: 8, inTransit: 4, version: 2 }]);
    expect(changes.levels).toMatchObject([{ warehouseId: MAIN.id, quantity: 6 }]);
    expect(changes.transfers).toMatchObject([
      {
        ...{ status: "IN_TRANSIT", fromWarehouseId: MAIN.id, toWarehouseId: EAST.id },
        lines: [{ productVariantId: "a", quantity: 4, received: 0, missing: 0, returned: 0 }],
      },
    ]);
    const [transfer] = changes.transfers;
    expect(result).toEqual({ ok: true, value: { transfer } });
    expect(changes.entries).toMatchObject([
      { kind: "TRANSFER_OUT", quantityDelta: -4, quantityAfter: 6, reference: transfer?.id, reason: null },
    ]);
    expect(changes.events).toMatchObject([
      {
        type: "StockLevelChangedEvent",
        data: { oldQuantity: 12, newQuantity: 8, changeType: "ADJUSTMENT", warehouseId: MAIN.id },
      },
      {
        type: "StockTransferredEvent",
        data: { transferId: transfer?.id, step: "IN_TRANSIT", quantity: 4, outstandingQuantity: 4 },
      },
    ]);
  });

  it("when all there is leaves, then the item is out of stock while it is on its way", () => {
    const all = create({ lines: [{ productVariantId: "a", quantity: 10 }] });
    const { changes } = createTransfer(stateOf(stocked("a", 10)), all, context());
    expect(changes.items).toMatchObject([{ status: "OUT_OF_STOCK", quantity: 0, inTransit: 10 }]);
    expect(changes.events.map(({ type }) => type)).toContain("StockoutEvent");
  });

  it("when an item is discontinued, then it can be moved all the same", () => {
    const state = stateOf(stocked("a", 10, 0, { status: "DISCONTINUED" }));
    const { changes } = createTransfer(state, create(), context());
    expect(changes.items).toMatchObject([{ status: "DISCONTINUED", inTransit: 4 }]);
  });

  it("when lines are of one variant, then they are summed, and the first that does not fit is blamed", () => {
    const lines = [5, 2, 4].map((quantity) => ({ productVariantId: "a", quantity }));
    const { result } = createTransfer(stateOf(stocked("a", 11)), create({ lines }), context());
    expect(result).toMatchObject({ value: { transfer: { lines: [{ quantity: 11 }] } } });
    expect(createTransfer(stateOf(stocked("a", 6)), create({ lines }), context()).result).toMatchObject(
      refusals({
        code: "INSUFFICIENT_STOCK",
        field: ["lines", "1", "quantity"],
        shortage: { productVariantId: "a", requested: 11, available: 6 },
      }),
    );
  });

  it("when one line does not fit, then none leaves", () => {
    const [a, b] = [stocked("a", 10), stocked("b", 3)];
    const state = stateOf({ items: [...a.items, ...b.items], levels: [...a.levels, ...b.levels] });
    const lines = ["a", "b", "c"].map((productVariantId) => ({ productVariantId, quantity: 4 }));
    const { changes, result } = createTransfer(state, create({ lines }), context());
    expect(result).toMatchObject(
      refusals(
        { code: "INSUFFICIENT_STOCK", field: ["lines", "1", "quantity"] },
        { code: "NOT_FOUND", field: ["lines", "2", "productVariantId"] },
      ),
    );
    expect([changes.items, changes.transfers, changes.events]).toEqual([[], [], []]);
  });

  it("when units are held, or only owed by MAIN, then they cannot leave", () => {
    const available = (reserved: number) => {
      const levels = [level("a", MAIN, { quantity: 10, reserved, backorderLimit: null })];
      const items = [itemOf("a", levels, { backorderPolicy: "ALLOW" })];
      return createTransfer(stateOf({ items, levels }), create(), context()).result;
    };
    expect(available(6).ok).toBe(true);
    expect(available(7)).toMatchObject(refusals({ shortage: { requested: 4, available: 3 } }));
    expect(available(12)).toMatchObject(refusals({ shortage: { requested: 4, available: 0 } }));
  });

  it("when the source never had any of it, then INSUFFICIENT_STOCK", () => {
    const { result } = createTransfer(
      stateOf(stocked("a", 10)),
      create({ from: "EAST", to: "MAIN" }),
      context(),
    );
    expect(result).toMatchObject(refusals({ code: "INSUFFICIENT_STOCK", shortage: { available: 0 } }));
  });

  it("when more would be on their way than a quantity can be, then INVALID_QUANTITY", () => {
    const state = stateOf(stocked("a", 10, 0, { inTransit: MAX_QUANTITY - 3 }));
    expect(createTransfer(state, create(), context()).result).toMatchObject(
      refusals({ code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] }),
    );
  });

  it("when the destination is the source, or not active, then INVALID_INPUT", () => {
    const invalid = refusals({ code: "INVALID_INPUT", field: ["toWarehouseId"] });
    const stock = stocked("a", 10);
    expect(createTransfer(stateOf(stock), create({ to: MAIN.id }), context()).result).toMatchObject(invalid);
    const closed = stateOf({ ...stock, warehouses: [MAIN, { ...EAST, active: false }] });
    expect(createTransfer(closed, create(), context()).result).toMatchObject(invalid);
  });

  it("when the source is not active, then it can be emptied", () => {
    const stock = { ...stocked("a", 10), warehouses: [{ ...MAIN, active: false }, EAST] };
    expect(createTransfer(stateOf(stock), create(), context()).result.ok).toBe(true);
  });

  it("when the caller does not reach both warehouses, then NOT_FOUND names those it does not", () => {
    const fields = (warehouses: string[]) => {
      const { result } = createTransfer(stateOf(stocked("a", 10)), create(), context({ warehouses }));
      return result.ok ? [] : result.refusals.map(({ code, field }) => [code, ...field]);
    };
    expect(fields(["MAIN"])).toEqual([["NOT_FOUND", "toWarehouseId"]]);
    expect(fields(["EAST"])).toEqual([["NOT_FOUND", "fromWarehouseId"]]);
    expect(fields([])).toHaveLength(2);
    expect(fields(["MAIN", EAST.id])).toEqual([]);
  });
});

describe("receiveTransfer", () => {
  it("when a part arrives, then it enters the destination and the rest stays on its way", () => {
    const { changes } = receiveTransfer(underWay([sent("a", 4)]), receive({ received: 3 }), context());
    expect(changes.items).toMatchObject([{ quantity: 9, inTransit: 1, version: 2 }]);
    expect(changes.levels).toMatchObject([{ warehouseId: EAST.id, quantity: 3 }]);
    expect(changes.transfers).toMatchObject([{ status: "IN_TRANSIT", lines: [{ received: 3 }] }]);
    expect(changes.entries).toMatchObject([
      { kind: "TRANSFER_IN", warehouseId: EAST.id, quantityDelta: 3, reference: "t1" },
    ]);
    expect(changes.events).toMatchObject([
      { type: "StockLevelChangedEvent", data: { oldQuantity: 6, newQuantity: 9, warehouseId: EAST.id } },
      {
        type: "StockTransferredEvent",
        data: { step: "RECEIVED", quantity: 3, missingQuantity: 0, outstandingQuantity: 1 },
      },
    ]);
  });

  it("when units are missing, then they are written off without an entry, and the transfer is over", () => {
    const state = underWay([sent("a", 4, { received: 3 })]);
    const lost = receive({ missing: 1, missingReason: "broken" });
    const { changes } = receiveTransfer(state, lost, context());
    expect(changes.items).toMatchObject([{ quantity: 6, inTransit: 0, version: 2 }]);
    expect([changes.levels, changes.entries]).toEqual([[], []]);
    expect(changes.transfers).toMatchObject([
      { status: "RECEIVED", lines: [{ received: 3, missing: 1, missingReason: "broken" }] },
    ]);
    expect(changes.events).toMatchObject([
      {
        type: "StockTransferredEvent",
        data: { quantity: 0, missingQuantity: 1, missingReason: "broken", outstandingQuantity: 0 },
      },
    ]);
  });

  it("when nothing is missing, then a reason says nothing, and the one before stays", () => {
    const state = underWay([sent("a", 4, { missing: 1, missingReason: "broken" })]);
    const { changes } = receiveTransfer(state, receive({ received: 2, missingReason: "none" }), context());
    expect(changes.transfers).toMatchObject([{ lines: [{ missing: 1, missingReason: "broken" }] }]);
    expect(changes.events).toMatchObject([{}, { data: { missingReason: null } }]);
  });

  it("when one of its items has arrived and another has not, then the transfer goes on", () => {
    const state = underWay([sent("a", 4), sent("b", 2)]);
    const { changes } = receiveTransfer(state, receive({ received: 4 }), context());
    expect(changes.transfers).toMatchObject([
      { status: "IN_TRANSIT", lines: [{ received: 4 }, { received: 0 }] },
    ]);
    expect(changes.items.map(({ productVariantId }) => productVariantId)).toEqual(["a"]);
  });

  it("when more comes than is on its way, then INVALID_QUANTITY, and none of it is received", () => {
    const state = underWay([sent("a", 4, { received: 1 }), sent("b", 2)]);
    const excess = (line: object) =>
      receiveTransfer(state, receive({ productVariantId: "b", received: 1 }, line), context());
    const { changes, result } = excess({ received: 4 });
    expect(result).toMatchObject(
      refusals({ code: "INVALID_QUANTITY", field: ["lines", "1", "receivedQuantity"] }),
    );
    expect(changes.items).toEqual([]);
    expect(excess({ received: 3, missing: 1, missingReason: "x" }).result).toMatchObject(
      refusals({ code: "INVALID_QUANTITY", field: ["lines", "1", "missingQuantity"] }),
    );
  });

  it("when the item would come to too many, then INVALID_QUANTITY", () => {
    const state = underWay([sent("a", 4)], {}, MAX_QUANTITY - 3);
    expect(receiveTransfer(state, receive({ received: 4 }), context()).result).toMatchObject(
      refusals({ code: "INVALID_QUANTITY", field: ["lines", "0", "receivedQuantity"] }),
    );
    expect(receiveTransfer(state, receive({ received: 3 }), context()).result.ok).toBe(true);
  });

  it("when a variant is no part of it, then NOT_FOUND", () => {
    const stranger = receive({ productVariantId: "b", received: 1 });
    expect(receiveTransfer(underWay([sent("a", 4)]), stranger, context()).result).toMatchObject(
      refusals({ code: "NOT_FOUND", field: ["lines", "0", "productVariantId"] }),
    );
  });

  it("when the destination was closed meanwhile, then what comes is received there all the same", () => {
    const state = underWay([sent("a", 4)]);
    state.apply({ ...NO_CHANGES, warehouses: [{ ...EAST, active: false }] });
    expect(receiveTransfer(state, receive({ received: 4 }), context()).result.ok).toBe(true);
  });
});

describe("cancelTransfer", () => {
  it("when a part has arrived, then it stays, and the rest goes back", () => {
    const state = underWay([sent("a", 4, { received: 1 }), sent("b", 2, { received: 2 })]);
    const { changes } = cancelTransfer(state, CANCEL, context());
    expect(changes.transfers).toMatchObject([
      {
        status: "CANCELLED",
        lines: [
          { received: 1, returned: 3 },
          { received: 2, returned: 0 },
        ],
      },
    ]);
    expect(changes.items).toMatchObject([{ productVariantId: "a", quantity: 9, inTransit: 0 }]);
    expect(changes.levels).toMatchObject([{ warehouseId: MAIN.id, quantity: 9 }]);
    expect(changes.entries).toMatchObject([
      { kind: "TRANSFER_IN", quantityDelta: 3, reason: "TRANSFER_CANCELLED", reference: "t1" },
    ]);
    expect(changes.events).toMatchObject([
      { type: "StockLevelChangedEvent", data: { quantityChanged: 3, warehouseId: MAIN.id } },
      { type: "StockTransferredEvent", data: { step: "CANCELLED", quantity: 3, outstandingQuantity: 0 } },
    ]);
  });

  it("when what comes back would be too many, then INVALID_QUANTITY, and it stays on its way", () => {
    const state = underWay([sent("a", 4)], {}, MAX_QUANTITY - 3);
    const { changes, result } = cancelTransfer(state, CANCEL, context());
    expect(result).toMatchObject(refusals({ code: "INVALID_QUANTITY", field: ["transferId"] }));
    expect(changes.transfers).toEqual([]);
  });
});

describe("a transfer", () => {
  const verbs: [string, (state: BatchState, context: RuleContext) => { result: { ok: boolean } }][] = [
    ["received", (state, by) => receiveTransfer(state, receive({ received: 1 }), by)],
    ["cancelled", (state, by) => cancelTransfer(state, CANCEL, by)],
  ];

  it.each(verbs)("when it is %s after it has ended, then INVALID_INPUT says how", (_name, verb) => {
    for (const status of ["RECEIVED", "CANCELLED"] as const) {
      const { result } = verb(underWay([sent("a", 4)], { status }), context());
      const message = expect.stringContaining(status);
      expect(result).toMatchObject(refusals({ code: "INVALID_INPUT", field: ["transferId"], message }));
    }
  });

  it.each(verbs)("when it is %s and unknown, then NOT_FOUND", (_name, verb) => {
    const { result } = verb(underWay([sent("a", 4)], { id: "t2" }), context());
    expect(result).toMatchObject(refusals({ code: "NOT_FOUND", field: ["transferId"] }));
  });

  it("when a caller is confined, then it receives where it reaches, and cancels what came from there", () => {
    const allowed = (warehouses: string[]) =>
      verbs.map(([, verb]) => verb(underWay([sent("a", 4)]), context({ warehouses })).result);
    const hidden = refusals({ code: "NOT_FOUND", field: ["transferId"] });
    expect(allowed(["EAST"])).toMatchObject([{ ok: true }, hidden]);
    expect(allowed(["MAIN"])).toMatchObject([hidden, { ok: true }]);
    expect(allowed(["WEST"])).toMatchObject([hidden, hidden]);
  });
});
