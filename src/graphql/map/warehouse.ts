import type * as domain from "../../domain/model.js";
import type { WarehouseBin } from "../types/warehouse-bin.js";
import type { Warehouse } from "../types/warehouse.js";

export function toWarehouse({ id, code, name, priority, active }: domain.Warehouse): Warehouse {
  return { id, code, name, priority, active } satisfies Warehouse;
}

export function toWarehouseBin({ id, warehouseId, code }: domain.Bin): WarehouseBin {
  return { id, warehouseId, code } satisfies WarehouseBin;
}
