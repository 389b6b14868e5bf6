import type { Loaders } from "./loaders.js";
import { toWarehouse } from "./map/warehouse.js";
import type { Warehouse } from "./types/warehouse.js";

/** The warehouse that something refers to, which keeps it from being deleted. */
export async function warehouseOf(loaders: Loaders, id: string): Promise<Warehouse> {
  const warehouse = (await loaders.warehouses()).find((candidate) => candidate.id === id);
  if (!warehouse) throw new Error(`Warehouse ${id} is referred to, but missing`);
  return toWarehouse(warehouse);
}
