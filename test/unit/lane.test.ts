import { describe, expect, it } from "@jest/globals";
import { accessOf } from "../../src/domain/access.js";
import type { Command } from "../../src/domain/commands.js";
import type { Pending } from "../../src/store/unit-of-work/batch.js";
import { keysOf, Lane } from "../../src/store/unit-of-work/lane.js";
import { CALLER } from "../support/store.js";

const BIN = "01a1fb71-0000-7000-8000-000000000001";
const TRANSFER = "01a1fb71-0000-7000-8000-000000000002";

function pending(command: Command): Pending {
  return {
    command,
    submission: { ...CALLER, idempotencyKey: null },
    keys: keysOf(accessOf(command)),
    settle: () => undefined,
    fail: () => undefined,
  };
}

const update = (warehouse: string): Command => ({ kind: "updateWarehouse", warehouse, name: "North" });

describe("what waits for a row that is locked elsewhere", () => {
  it.each<[string, Command, Command]>([
    ["warehouse", update("EAST"), { kind: "createBin", warehouse: "EAST", code: "A" }],
    ["bin", { kind: "renameBin", binId: BIN, code: "A" }, { kind: "renameBin", binId: BIN, code: "B" }],
    [
      "transfer",
      { kind: "receiveTransfer", transferId: TRANSFER, lines: [] },
      { kind: "cancelTransfer", transferId: TRANSFER },
    ],
  ])("when a later command names the same %s, then it follows", (_, first, later) => {
    const aside = new Lane();
    aside.push([pending(first)]);
    expect(aside.touches(pending(later))).toBe(true);
    expect(aside.touches(pending(update("WEST")))).toBe(false);
  });

  it("when it has been dealt with, then what names the same row needs not follow", () => {
    const aside = new Lane();
    aside.push([pending(update("EAST"))]);
    expect(aside.take(0)).toHaveLength(1);
    expect(aside.touches(pending(update("EAST")))).toBe(true);
    aside.done();
    expect(aside.touches(pending(update("EAST")))).toBe(false);
  });
});
