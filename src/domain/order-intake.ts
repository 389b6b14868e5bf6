import type { Instant } from "./model.js";

/** Why an order came to nothing, the weightiest last: of several it is the last that stays. */
export const ORDER_ENDS = ["CANCELLED", "PAYMENT_FAILED", "FRAUDULENT"] as const;
export type OrderEnd = (typeof ORDER_ENDS)[number];

/** Units of one variant. */
export interface VariantUnits {
  readonly productVariantId: string;
  readonly quantity: number;
}

export interface LevelUnits extends VariantUnits {
  readonly warehouseId: string;
}

/**
 * What messages have said of an order, in whatever order they came. What of its stock is held or sold follows from
 * this and from what other callers did for it, never from who came first.
 */
export interface OrderIntake {
  readonly orderId: string;
  /** What was ordered, one line a variant; null: nobody has said so yet. */
  readonly lines: readonly VariantUnits[] | null;
  readonly ended: OrderEnd | null;
  /** What has left, one line a variant. */
  readonly shipped: readonly VariantUnits[];
  /** Whether all of it was said to have left: what is told later of a part tells nothing new. */
  readonly whole: boolean;
  /** Sold when the order was created, and not said to have left yet. */
  readonly unclaimed: readonly LevelUnits[];
  /** Made by messages; the order's other reservations were made by whoever called the API. */
  readonly reservationIds: readonly string[];
  readonly updatedAt: Instant;
}

export function untold(orderId: string, now: Instant): OrderIntake {
  return {
    ...{ orderId, lines: null, ended: null, shipped: [], whole: false, unclaimed: [], reservationIds: [] },
    updatedAt: now,
  };
}

export function weightier(a: OrderEnd | null, b: OrderEnd): OrderEnd {
  return a !== null && ORDER_ENDS.indexOf(a) > ORDER_ENDS.indexOf(b) ? a : b;
}

/** One line a variant, in the order of their ids: the same units are the same lines. */
export function sumUnits(...all: readonly (readonly VariantUnits[])[]): VariantUnits[] {
  const sums = new Map<string, number>();
  for (const { productVariantId, quantity } of all.flat()) {
    sums.set(productVariantId, (sums.get(productVariantId) ?? 0) + quantity);
  }
  return [...sums]
    .filter(([, quantity]) => quantity !== 0)
    .map(([productVariantId, quantity]) => ({ productVariantId, quantity }))
    .sort((a, b) => (a.productVariantId < b.productVariantId ? -1 : 1));
}

/** What is left of `units` without `others`, never less than nothing. */
export function without(units: readonly VariantUnits[], others: readonly VariantUnits[]): VariantUnits[] {
  const gone = new Map(
    sumUnits(others).map(({ productVariantId, quantity }) => [productVariantId, quantity]),
  );
  return sumUnits(units).flatMap(({ productVariantId, quantity }) => {
    const left = quantity - (gone.get(productVariantId) ?? 0);
    return left > 0 ? { productVariantId, quantity: left } : [];
  });
}
