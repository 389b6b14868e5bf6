import type { Reader } from "../ports/reader.js";
import { adjustStock } from "../usecases/adjust-stock.js";
import { assignItemToBin } from "../usecases/assign-item-to-bin.js";
import { createInventoryItem } from "../usecases/create-inventory-item.js";
import { createWarehouseBin } from "../usecases/create-warehouse-bin.js";
import { createWarehouse } from "../usecases/create-warehouse.js";
import type { Caller, UseCaseDeps } from "../usecases/use-case.js";

const CALLER: Caller = {
  subject: "demo-catalogue",
  correlationId: "demo-catalogue",
  causationId: null,
  traceParent: null,
  userId: null,
  warehouses: null,
  mayAdjust: true,
  right: "system",
  address: null,
  deadline: null,
};

/** Enough to look at: plenty, a few, and nothing; one warehouse and two; a bin. */
const ITEMS = [
  { productVariantId: "tshirt-black-m", sku: "TS-BLK-M", main: 120, east: 40 },
  { productVariantId: "tshirt-black-l", sku: "TS-BLK-L", main: 80, east: 0 },
  { productVariantId: "hoodie-grey-s", sku: "HD-GRY-S", main: 25, east: 10 },
  { productVariantId: "mug-blue", sku: "MUG-BLU", main: 500, east: 0 },
  { productVariantId: "lamp-oak", sku: "LMP-OAK", main: 3, east: 0 },
  { productVariantId: "poster-a2", sku: "PST-A2", main: 2, east: 0 },
  { productVariantId: "sneaker-42", sku: "SNK-42", main: 0, east: 0 },
];

/** Fills an empty database, so that a newcomer has something to ask for. Does nothing later. */
export async function seedDemoCatalogue(deps: UseCaseDeps, reader: Reader): Promise<boolean> {
  if ((await reader.countItems()) > 0) return false;
  await createWarehouse(deps, { code: "EAST", name: "East warehouse", priority: 10 }, CALLER);
  await Promise.all(
    ITEMS.flatMap(({ productVariantId, sku, main, east }) => [
      createInventoryItem(deps, { productVariantId, sku }, CALLER),
      ...stockUp(deps, productVariantId, main, "MAIN"),
      ...stockUp(deps, productVariantId, east, "EAST"),
    ]),
  );
  await fillBin(deps);
  return true;
}

function stockUp(deps: UseCaseDeps, productVariantId: string, delta: number, warehouseId: string) {
  if (delta === 0) return [];
  return [adjustStock(deps, { productVariantId, delta, warehouseId, changeType: "PURCHASE" }, CALLER)];
}

/** One bin of MAIN, with the T-shirts in it. */
async function fillBin(deps: UseCaseDeps): Promise<void> {
  const made = await createWarehouseBin(deps, { warehouseId: "MAIN", code: "A-01" }, CALLER);
  if (!made.ok) return;
  const shirts = ITEMS.filter(({ sku }) => sku.startsWith("TS-"));
  const binId = made.value.bin.id;
  await Promise.all(
    shirts.map(({ productVariantId }) => assignItemToBin(deps, { productVariantId, binId }, CALLER)),
  );
}
