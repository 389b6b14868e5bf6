import type { Inputs } from "./calls.js";
import { MAIN, owing, Refused, totals, type Item, type Stock, type Warehouse } from "./state.js";

const attributes = (item: Item) => ({
  productVariantId: item.id,
  sku: item.sku,
  lowStockThreshold: item.threshold,
  backorderPolicy: item.policy,
  backorderLimit: item.limit,
});

export function createItem(stock: Stock, input: Inputs["createItem"]): Item {
  const { productVariantId: id } = input;
  if (stock.item(id)) throw new Refused({ code: "ALREADY_EXISTS", field: "productVariantId" });
  const before = stock.items.get(id);
  const item: Item = {
    id,
    sku: input.sku ?? null,
    threshold: input.lowStockThreshold ?? 3,
    policy: input.backorderPolicy ?? "DENY",
    limit: input.backorderLimit ?? null,
    discontinued: false,
    deleted: false,
    inTransit: 0,
    // One that is created again is known to its ledger already.
    version: (before?.version ?? 0) + 1,
    levels: before?.levels ?? new Map([[MAIN, { quantity: 0, reserved: 0 }]]),
  };
  stock.items.set(id, item);
  stock.tell("InventoryItemCreatedEvent", item, attributes(item));
  return item;
}

export function updateItem(stock: Stock, input: Inputs["updateItem"]): Item {
  const item = stock.needItem(input.productVariantId, "productVariantId");
  stock.needVersion(item, input.expectedVersion, "expectedVersion");
  const wanted = {
    sku: input.sku === undefined ? item.sku : input.sku,
    threshold: input.lowStockThreshold ?? item.threshold,
    policy: input.backorderPolicy ?? item.policy,
    limit: input.backorderPolicy === undefined ? item.limit : (input.backorderLimit ?? null),
  };
  const main = stock.level(item, MAIN);
  const owed = main.reserved - main.quantity;
  if (owed > owing({ ...item, ...wanted }, MAIN)) {
    const field = wanted.policy === "LIMIT" ? "backorderLimit" : "backorderPolicy";
    throw new Refused({ code: "INVALID_INPUT", field });
  }
  const changes = [
    ...(wanted.sku === item.sku ? [] : ["sku"]),
    ...(wanted.threshold === item.threshold ? [] : ["lowStockThreshold"]),
    ...(wanted.policy === item.policy ? [] : ["backorderPolicy"]),
    ...(wanted.limit === item.limit ? [] : ["backorderLimit"]),
  ];
  if (changes.length === 0) return item;
  stock.change(item, "", () => Object.assign(item, wanted));
  stock.tell("InventoryItemUpdatedEvent", item, { ...attributes(item), changes });
  return item;
}

export function discontinue(stock: Stock, input: Inputs["discontinue"], discontinued: boolean): Item {
  const item = stock.needItem(input.productVariantId, "productVariantId");
  stock.needVersion(item, input.expectedVersion, "expectedVersion");
  if (item.discontinued === discontinued) return item;
  stock.change(item, "", () => void (item.discontinued = discontinued));
  if (discontinued) tellDeactivated(stock, item, "DISCONTINUED");
  else stock.tell("InventoryItemUpdatedEvent", item, { ...attributes(item), changes: ["status"] });
  return item;
}

/** What has stock, holds or units on their way is discontinued instead. */
export function deleteItem(stock: Stock, input: Inputs["deleteItem"]): { item: Item; removed: boolean } {
  const item = stock.needItem(input.productVariantId, "productVariantId");
  stock.needVersion(item, input.expectedVersion, "expectedVersion");
  const { quantity, reserved } = totals(item);
  const removed = quantity === 0 && reserved === 0 && item.inTransit === 0;
  if (!removed) return { item: discontinue(stock, input, true), removed };
  stock.change(item, "", () => Object.assign(item, { deleted: true, discontinued: true }));
  for (const key of [...stock.assigned]) if (key.endsWith(` ${item.id}`)) stock.assigned.delete(key);
  tellDeactivated(stock, item, "DELETED");
  return { item, removed };
}

function tellDeactivated(stock: Stock, item: Item, reason: string): void {
  const { quantity: currentQuantity, reserved: reservedQuantity } = totals(item);
  const left = { currentQuantity, reservedQuantity, inTransitQuantity: item.inTransit };
  stock.tell("InventoryItemDeactivatedEvent", item, { productVariantId: item.id, reason, ...left });
}

export function createWarehouse(stock: Stock, input: Inputs["createWarehouse"], id: string): Warehouse {
  const { code, name, priority = 100 } = input;
  if (stock.warehouses.has(code)) throw new Refused({ code: "ALREADY_EXISTS", field: "code" });
  const warehouse = { id, code, name, priority, active: true, version: 1 };
  stock.warehouses.set(code, warehouse);
  tellPlace(stock, "WarehouseCreatedEvent", warehouse, { code, name, priority, active: true });
  return warehouse;
}

export function updateWarehouse(
  stock: Stock,
  { warehouseId, ...wanted }: Inputs["updateWarehouse"],
): Warehouse {
  const warehouse = stock.needWarehouse(warehouseId, "warehouseId");
  const changes = (["name", "priority", "active"] as const).filter(
    (field) => wanted[field] !== undefined && wanted[field] !== warehouse[field],
  );
  if (changes.length === 0) return warehouse;
  for (const field of changes) Object.assign(warehouse, { [field]: wanted[field] });
  warehouse.version += 1;
  const { code, name, priority, active } = warehouse;
  tellPlace(stock, "WarehouseUpdatedEvent", warehouse, { code, name, priority, active, changes });
  return warehouse;
}

export function createBin(stock: Stock, { warehouseId, code }: Inputs["createBin"], id: string): Warehouse {
  const warehouse = stock.needWarehouse(warehouseId, "warehouseId");
  const known = [...stock.bins.values()].some((bin) => bin.warehouse === warehouse.code && bin.code === code);
  if (known) throw new Refused({ code: "ALREADY_EXISTS", field: "code" });
  stock.bins.set(id, { warehouse: warehouse.code, code });
  warehouse.version += 1;
  tellPlace(stock, "WarehouseBinCreatedEvent", warehouse, { binId: id, binCode: code });
  return warehouse;
}

export function assign(stock: Stock, { productVariantId, binId }: Inputs["assign"]): Item {
  const item = stock.needItem(productVariantId, "productVariantId");
  const bin = stock.bins.get(binId);
  if (!bin) throw new Refused({ code: "NOT_FOUND", field: "binId" });
  const key = `${binId} ${productVariantId}`;
  if (stock.assigned.has(key)) return item;
  stock.assigned.add(key);
  // A level to be seen under, if there was none.
  item.levels.set(bin.warehouse, stock.level(item, bin.warehouse));
  item.version += 1;
  stock.tell("ItemAssignedToLocationEvent", item, { productVariantId, binId, binCode: bin.code });
  return item;
}

function tellPlace(stock: Stock, type: string, { id, version }: Warehouse, data: object): void {
  stock.events.push({ type, about: id, version, data: { ...data } });
}
