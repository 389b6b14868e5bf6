import { available, type Item, type Level, type LedgerEntry as Entry } from "../../domain/model.js";
import type { InventoryItem } from "../types/inventory-item.js";
import type { LedgerEntry } from "../types/ledger-entry.js";
import type { StockLevel } from "../types/stock-level.js";

export function toInventoryItem(item: Item): InventoryItem {
  return {
    id: item.id,
    productVariantId: item.productVariantId,
    sku: item.sku,
    status: item.status,
    quantity: item.quantity,
    reservedQuantity: item.reserved,
    availableQuantity: available(item),
    inTransitQuantity: item.inTransit,
    lowStockThreshold: item.lowStockThreshold,
    backorderPolicy: item.backorderPolicy,
    backorderLimit: item.backorderLimit,
    version: item.version,
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
  } satisfies InventoryItem;
}

export function toStockLevel(level: Level): StockLevel {
  return {
    productVariantId: level.productVariantId,
    warehouseId: level.warehouseId,
    quantity: level.quantity,
    reservedQuantity: level.reserved,
    availableQuantity: available(level),
  } satisfies StockLevel;
}

export function toLedgerEntry(entry: Entry): LedgerEntry {
  return {
    id: entry.id,
    productVariantId: entry.productVariantId,
    warehouseId: entry.warehouseId,
    kind: entry.kind,
    quantityDelta: entry.quantityDelta,
    reservedDelta: entry.reservedDelta,
    quantityAfter: entry.quantityAfter,
    reservedAfter: entry.reservedAfter,
    reason: entry.reason,
    reference: entry.reference,
    actor: entry.actor,
    right: entry.right,
    confinedTo: entry.confinedTo && [...entry.confinedTo],
    correlationId: entry.correlationId,
    itemVersion: entry.itemVersion,
    occurredAt: new Date(entry.occurredAt),
  } satisfies LedgerEntry;
}
