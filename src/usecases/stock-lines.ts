import type { HeldLine, ReserveLine } from "../domain/commands.js";
import { MAX_QUANTITY } from "../domain/model.js";
import type { Problems } from "../domain/validate.js";
import type { Optional } from "./use-case.js";

export interface StockLineInput {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly warehouseId?: Optional<string>;
}

/**
 * 1 to 250 lines; those of one variant are summed, and the sum must be a quantity, too.
 *
 * @returns whether there are few enough to look at each.
 */
export function checkLines(problems: Problems, lines: readonly StockLineInput[]): boolean {
  if (!problems.lineCount(lines.length)) return false;
  const sums = new Map<string, number>();
  lines.forEach(({ productVariantId, quantity, warehouseId }, index) => {
    const at = ["lines", String(index)];
    problems.id([...at, "productVariantId"], productVariantId);
    problems.quantity([...at, "quantity"], quantity);
    problems.id([...at, "warehouseId"], warehouseId);
    const sum = (sums.get(productVariantId) ?? 0) + quantity;
    sums.set(productVariantId, sum);
    if (sum > MAX_QUANTITY && quantity <= MAX_QUANTITY) {
      const message = `The lines of one variant must not sum to more than ${MAX_QUANTITY}.`;
      problems.invalid([...at, "quantity"], message, "INVALID_QUANTITY");
    }
  });
  return true;
}

export function toLines(lines: readonly StockLineInput[]): ReserveLine[] {
  return lines.map(({ productVariantId, quantity, warehouseId }) => ({
    productVariantId,
    quantity,
    warehouse: warehouseId ?? null,
  }));
}

/** What of a hold: everything of the variant, unless a quantity is given. */
export interface HeldLineInput extends Omit<StockLineInput, "quantity"> {
  readonly quantity?: Optional<number>;
}

/** Lines for a part; null, not given: all of it. */
export function checkPart(problems: Problems, lines: Optional<readonly HeldLineInput[]>): void {
  if (lines === null || lines === undefined) return;
  checkLines(
    problems,
    lines.map((line) => ({ ...line, quantity: line.quantity ?? 1 })),
  );
}

export function toPart(lines: Optional<readonly HeldLineInput[]>): HeldLine[] | null {
  if (lines === null || lines === undefined) return null;
  return lines.map(({ productVariantId, quantity, warehouseId }) => ({
    productVariantId,
    quantity: quantity ?? null,
    warehouse: warehouseId ?? null,
  }));
}
