interface Line {
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly releasedQuantity: number;
  readonly warehouse: { readonly code: string };
  readonly item: { readonly productVariantId: string };
}

interface Held {
  readonly productVariantId: string;
  readonly warehouse: string;
  readonly units: number;
}

/** What lines still hold, each variant of each warehouse once. */
export function heldBy(lines: readonly Line[]): readonly Held[] {
  const sums = new Map<string, Held>();
  for (const { quantity, fulfilledQuantity, releasedQuantity, warehouse, item } of lines) {
    const { productVariantId } = item;
    const key = JSON.stringify([productVariantId, warehouse.code]);
    const units = (sums.get(key)?.units ?? 0) + quantity - fulfilledQuantity - releasedQuantity;
    if (units > 0) sums.set(key, { productVariantId, warehouse: warehouse.code, units });
  }
  return [...sums.values()];
}
