import type { CommandMeta } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Bin, Warehouse } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse } from "../find.js";

/** A bin with its warehouse, if the caller may touch that; to others it does not exist. */
export function findBin(
  view: StockView,
  id: string,
  meta: CommandMeta,
): { readonly bin: Bin; readonly warehouse: Warehouse } | undefined {
  const bin = view.bin(id);
  const warehouse = bin && findWarehouse(view, bin.warehouseId, meta);
  return warehouse && { bin, warehouse };
}

export function binNotFound(id: string): Refusal {
  return { code: "NOT_FOUND", field: ["binId"], message: `No bin has the id "${id}".` };
}

export function binExists({ code }: Warehouse, binCode: string): Refusal {
  const message = `The warehouse "${code}" has a bin with the code "${binCode}" already.`;
  return { code: "ALREADY_EXISTS", field: ["code"], message };
}
