import type { HeldLine, RuleContext } from "../commands.js";
import type { StockView } from "../decision.js";
import type { Refusal } from "../refusal.js";
import { findWarehouse, warehouseNotFound } from "../find.js";
import type { Holds, Wanted } from "./holds.js";
import { boundFirst } from "../lines.js";

/** Takes every line out of the holds; @returns why some could not be, nothing if all were. */
export function takeLines(
  view: StockView,
  holds: Holds,
  lines: readonly HeldLine[],
  context: RuleContext,
): Refusal[] {
  const ordered = boundFirst(lines.map((line, index) => ({ ...line, index })));
  return ordered.flatMap(({ index, warehouse, ...line }) => {
    const found = warehouse === null ? null : findWarehouse(view, warehouse, context);
    if (found === undefined) {
      return warehouseNotFound(warehouse ?? "", ["lines", String(index), "warehouseId"]);
    }
    return takeLine(holds, { ...line, warehouseId: found?.id ?? null }, index) ?? [];
  });
}

type WantedPart = Omit<Wanted, "quantity"> & Pick<HeldLine, "quantity">;

function takeLine(holds: Holds, part: WantedPart, index: number): Refusal | null {
  const { productVariantId } = part;
  if (!holds.knows(productVariantId)) {
    const message = `"${productVariantId}" is not held.`;
    return { code: "NOT_FOUND", field: ["lines", String(index), "productVariantId"], message };
  }
  const field = ["lines", String(index), "quantity"];
  const held = holds.left(part);
  if (part.quantity === null && held === 0) {
    const message = `Nothing of "${productVariantId}" is held any more.`;
    return { code: "RESERVATION_CLOSED", field: ["lines", String(index), "productVariantId"], message };
  }
  const quantity = part.quantity ?? held;
  const wanted = { ...part, quantity };
  if (held < quantity) {
    const message = `${quantity} of "${productVariantId}" were asked for, ${held} are held.`;
    return { code: "INVALID_QUANTITY", field, message };
  }
  const taken = holds.take(wanted);
  return taken === quantity ? null : notOnHand(wanted, taken, field);
}

/** It is held, but not there: a backorder. */
export function notOnHand({ productVariantId, quantity }: Wanted, onHand: number, field: string[]): Refusal {
  return {
    code: "INSUFFICIENT_STOCK",
    field,
    message: `${quantity} of "${productVariantId}" were to be sold, ${onHand} are on hand where they are held.`,
    shortage: { productVariantId, requested: quantity, available: onHand },
  };
}
