import { expect, it } from "@jest/globals";
import { accessOf } from "../../src/domain/access.js";
import type { Command } from "../../src/domain/commands.js";
import { needsUnlocked } from "../../src/store/unit-of-work/read-places.js";
import { EAST, MAIN } from "../support/stock.js";

const BIN = { id: "01a1fb71-0000-7000-8000-00000000000b", warehouseId: EAST.id, code: "A" };
const seen = { warehouses: [MAIN, EAST], bins: [BIN] };
const waits = (command: Command, ...locked: string[]) =>
  needsUnlocked(accessOf(command), seen, new Set(locked));

it.each<[string, Command]>([
  ["by its code", { kind: "createBin", warehouse: "EAST", code: "B" }],
  ["by its id, in either case", { kind: "updateWarehouse", warehouse: EAST.id.toUpperCase(), name: "x" }],
  ["by a bin of it", { kind: "renameBin", binId: BIN.id.toUpperCase(), code: "B" }],
])("when a warehouse named %s is seen, but not locked, then its command waits", (_, command) => {
  expect(waits(command, MAIN.id)).toBe(true);
  expect(waits(command, MAIN.id, EAST.id)).toBe(false);
});

it("when a command changes no warehouse that there is, then it waits for none", () => {
  expect(waits({ kind: "createBin", warehouse: "NOWHERE", code: "B" })).toBe(false);
  expect(waits({ kind: "createWarehouse", code: "NORTH", name: "North", priority: 1 })).toBe(false);
});
