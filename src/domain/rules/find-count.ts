import type { CountLine, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import { available, MAIN_WAREHOUSE_ID, type Item, type Level } from "../model.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse, itemNotFound, levelIn, staleVersion, warehouseNotFound } from "../find.js";

/** A count and its path in the input. */
export interface PlacedLine {
  readonly line: CountLine;
  readonly at: readonly string[];
}

/** A count beside what the books say. */
export interface Count extends PlacedLine {
  readonly item: Item;
  readonly level: Level;
  /** Counted less on hand. */
  readonly delta: number;
}

/** The level that was counted, if the caller reaches it and took it for what it is. */
export function findCount(view: StockView, { line, at }: PlacedLine, context: RuleContext): Count | Refusal {
  const item = view.item(line.productVariantId);
  if (!item) return itemNotFound(line.productVariantId, [...at, "productVariantId"]);
  if (line.expectedVersion !== null && line.expectedVersion !== item.version) {
    return staleVersion(item, line.expectedVersion, [...at, "expectedVersion"]);
  }
  const warehouse = findWarehouse(view, line.warehouse ?? MAIN_WAREHOUSE_ID, context);
  if (!warehouse) return warehouseNotFound(line.warehouse ?? "MAIN", [...at, "warehouseId"]);
  const level = levelIn(view, item, warehouse.id);
  const count = { line, at, item, level, delta: line.quantity - level.quantity };
  return staleQuantity(count) ?? belowHeld(count) ?? count;
}

function staleQuantity({ line, at, level }: Count): Refusal | null {
  const expected = line.changeFromQuantity;
  if (expected === null || expected === level.quantity) return null;
  const message = `${expected} were expected to be on hand in that warehouse, but ${level.quantity} are.`;
  return { code: "STALE_QUANTITY", field: [...at, "changeFromQuantity"], message };
}

/** What is held must be on hand, but for what MAIN may owe. */
function belowHeld({ line, at, level, delta }: Count): Refusal | null {
  const { productVariantId, quantity } = line;
  const owing = level.backorderLimit ?? Number.MAX_SAFE_INTEGER;
  if (quantity - level.reserved >= -owing) return null;
  return {
    code: "INSUFFICIENT_STOCK",
    field: [...at, "quantity"],
    message: `${quantity} of "${productVariantId}" were counted, but ${level.reserved} are held in that warehouse.`,
    shortage: { productVariantId, requested: -delta, available: available(level) + owing },
  };
}
