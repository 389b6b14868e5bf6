import type { CommandMeta } from "./commands.js";
import type { StockView } from "./decision.js";
import type { Item, Level, Warehouse } from "./model.js";
import type { Refusal } from "./refusal.js";

type Reach = Pick<CommandMeta, "warehouses">;

/** A warehouse by id or code, if the caller may touch it; to others it does not exist. */
export function findWarehouse(view: StockView, ref: string, meta: Reach): Warehouse | undefined {
  const warehouse = view.warehouse(ref);
  return warehouse && mayTouch(warehouse, meta) ? warehouse : undefined;
}

export function mayTouch(warehouse: Warehouse, { warehouses }: Reach): boolean {
  return warehouses === null || warehouses.includes(warehouse.code) || warehouses.includes(warehouse.id);
}

export function itemNotFound(productVariantId: string, field: readonly string[]): Refusal {
  return {
    code: "NOT_FOUND",
    field,
    message: `No inventory item has the product variant id "${productVariantId}".`,
  };
}

export function warehouseNotFound(ref: string, field: readonly string[]): Refusal {
  return { code: "NOT_FOUND", field, message: `No warehouse has the id or code "${ref}".` };
}

export function staleVersion(current: Item, expected: number, field: readonly string[]): Refusal {
  const message = `Version ${expected} was expected, but the item is at version ${current.version}.`;
  return { code: "STALE_VERSION", field, message, current };
}

/** The item's level in the warehouse, or the empty one that it would begin with. */
export function levelIn(view: StockView, { productVariantId }: Item, warehouseId: string): Level {
  const level = view.levels(productVariantId).find((candidate) => candidate.warehouseId === warehouseId);
  return level ?? { productVariantId, warehouseId, quantity: 0, reserved: 0, backorderLimit: 0 };
}
