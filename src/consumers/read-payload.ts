interface Variant {
  readonly productVariantId?: string;
  readonly productId?: string;
}

interface Line extends Variant {
  readonly quantity?: number;
  readonly quantityReturned?: number;
  readonly quantitySold?: number;
  readonly warehouseId?: string | null;
}

interface Lines extends Line {
  readonly lines?: readonly Line[];
  readonly items?: readonly Line[];
}

/** Its schema has seen to it that one of the names is there. */
export const variantIn = ({ productVariantId, productId }: Variant): string =>
  productVariantId ?? (productId as string);

/** The lines of either name; else the one variant that stands for itself; else none. */
export function linesIn(payload: Lines) {
  const { lines, items, productVariantId, productId } = payload;
  const single = productVariantId === undefined && productId === undefined ? [] : [payload];
  return (lines ?? items ?? single).map((line) => ({
    productVariantId: variantIn(line),
    quantity: (line.quantity ?? line.quantityReturned ?? line.quantitySold) as number,
    warehouseId: line.warehouseId,
  }));
}

/** undefined: nothing is said about it. */
export function isDiscontinued(changed: {
  readonly status?: string | null;
  readonly isOrderable?: boolean | null;
}): boolean | undefined {
  const status = changed.status?.toUpperCase();
  if (status === "DISCONTINUED" || changed.isOrderable === false) return true;
  return status === "ACTIVE" || changed.isOrderable === true ? false : undefined;
}
