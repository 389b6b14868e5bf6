import type { BackorderPolicy, Item, Level } from "../domain/model.js";
import type { Reader } from "../ports/reader.js";

/** An item in one of its warehouses; one without levels stands once, without the last two. */
export interface ExportedRow {
  readonly productVariantId: string;
  readonly sku: string | null;
  readonly lowStockThreshold: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
  /** Its code. */
  readonly warehouse: string | null;
  readonly quantity: number | null;
}

export interface ExportedPage {
  /** How many items the rows are of. */
  readonly items: number;
  readonly rows: readonly ExportedRow[];
}

const AT_ONCE = 1_000;

/**
 * Every item that is not deleted, by product variant id, a page at a time: each page is of
 * its own moment, so that a long export holds up nobody.
 */
export async function* exportStock(reader: Reader): AsyncGenerator<ExportedPage> {
  const codes = new Map((await reader.warehouses()).map(({ id, code }) => [id, code]));
  let after: string | null = null;
  for (let more = true; more;) {
    const page: Awaited<ReturnType<Reader["itemsAfter"]>> = await reader.itemsAfter(after, AT_ONCE);
    const items = page.nodes;
    const levels = await reader.levels(items.map(({ productVariantId }) => productVariantId));
    yield {
      items: items.length,
      rows: items.flatMap((item, index) => rowsOf(item, levels[index] ?? [], codes)),
    };
    after = items.at(-1)?.productVariantId ?? null;
    more = page.hasNextPage;
  }
}

function rowsOf(item: Item, levels: readonly Level[], codes: ReadonlyMap<string, string>): ExportedRow[] {
  const { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit } = item;
  const own = { productVariantId, sku, lowStockThreshold, backorderPolicy, backorderLimit };
  if (levels.length === 0) return [{ ...own, warehouse: null, quantity: null }];
  return levels.map(({ warehouseId, quantity }) => ({
    ...own,
    // A warehouse that was made after the beginning is known by its id.
    warehouse: codes.get(warehouseId) ?? warehouseId,
    quantity,
  }));
}
