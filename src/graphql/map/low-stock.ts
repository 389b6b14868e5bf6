import { available, type Item } from "../../domain/model.js";
import { LowStockChange, LowStockSnapshot } from "../types/low-stock.js";
import { toInventoryItem } from "./stock.js";

/** Items of one message. */
export const SNAPSHOT_ITEMS = 500;

/** One at least, which is the last. By product variant id. */
export function toLowStockSnapshots(position: number, rows: readonly Item[]): LowStockSnapshot[] {
  const sorted = [...rows].sort((a, b) => (a.productVariantId < b.productVariantId ? -1 : 1));
  const snapshots: LowStockSnapshot[] = [];
  for (let begin = 0; begin === 0 || begin < sorted.length; begin += SNAPSHOT_ITEMS) {
    const items = sorted.slice(begin, begin + SNAPSHOT_ITEMS).map(toInventoryItem);
    const more = begin + SNAPSHOT_ITEMS < sorted.length;
    snapshots.push(Object.assign(new LowStockSnapshot(), { position, items, more }));
  }
  return snapshots;
}

export function toLowStockChange(position: number, row: Item): LowStockChange {
  const isDeleted = row.deletedAt !== null;
  return Object.assign(new LowStockChange(), {
    position,
    productVariantId: row.productVariantId,
    status: isDeleted ? "DISCONTINUED" : row.status,
    availableQuantity: available(row),
    itemVersion: row.version,
    item: isDeleted ? null : toInventoryItem(row),
  } satisfies LowStockChange);
}
