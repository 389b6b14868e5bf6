import type { LowItem } from "./low-list.js";

/** What is out stands first, then what has fewest available for its threshold; equal ones by id. */
export function byUrgency(a: LowItem, b: LowItem): number {
  return (
    Number(isOut(b)) - Number(isOut(a)) ||
    shareOf(a) - shareOf(b) ||
    (a.productVariantId < b.productVariantId ? -1 : 1)
  );
}

/** Units that must become available until it is in stock again. */
export function shortBy({ availableQuantity, lowStockThreshold }: LowItem): number {
  return lowStockThreshold + 1 - availableQuantity;
}

function isOut({ status }: LowItem): boolean {
  return status === "OUT_OF_STOCK";
}

function shareOf({ availableQuantity, lowStockThreshold }: LowItem): number {
  return availableQuantity / Math.max(1, lowStockThreshold);
}
