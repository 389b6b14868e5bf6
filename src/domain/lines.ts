/** All that is asked of one variant. */
export interface Sum<Line> {
  readonly productVariantId: string;
  /** Units, over the lines. */
  readonly quantity: number;
  /** Each with its place in the input. */
  readonly lines: readonly (Line & { readonly index: number })[];
}

/** Lines of one variant are summed first, so that the order of lines decides nothing. */
export function sumByVariant<Line extends { readonly productVariantId: string; readonly quantity: number }>(
  lines: readonly Line[],
): Sum<Line>[] {
  const byVariant = new Map<string, (Line & { readonly index: number })[]>();
  lines.forEach((line, index) => {
    const own = byVariant.get(line.productVariantId) ?? [];
    own.push({ ...line, index });
    byVariant.set(line.productVariantId, own);
  });
  return [...byVariant].map(([productVariantId, own]) => ({
    productVariantId,
    lines: own,
    quantity: own.reduce((total, { quantity }) => total + quantity, 0),
  }));
}

/** Lines bound to a warehouse before those that can be met from whatever is left. */
export function boundFirst<Line extends { readonly warehouse: string | null }>(
  lines: readonly Line[],
): Line[] {
  return [...lines].sort((a, b) => Number(a.warehouse === null) - Number(b.warehouse === null));
}
