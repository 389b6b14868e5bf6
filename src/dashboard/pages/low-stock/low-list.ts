import type { StockStatus } from "../../generated/graphql.js";

export interface LowItem {
  readonly productVariantId: string;
  readonly sku?: string | null;
  readonly status: StockStatus;
  readonly quantity: number;
  readonly reservedQuantity: number;
  readonly availableQuantity: number;
  readonly lowStockThreshold: number;
  readonly version: number;
}

interface Snapshot {
  readonly __typename: "LowStockSnapshot";
  readonly position: string;
  readonly items: readonly LowItem[];
  /** The next message goes on with it. */
  readonly more: boolean;
}

interface Change {
  readonly __typename: "LowStockChange";
  readonly productVariantId: string;
  readonly status: StockStatus;
  readonly itemVersion: number;
  /** null: it was deleted. */
  readonly item?: LowItem | null;
}

/** What the subscription lowStock tells. */
export type LowStockUpdate = Snapshot | Change;

type Items = ReadonlyMap<string, LowItem>;

export interface LowList {
  /** By productVariantId; null until the first snapshot is whole. */
  readonly items: Items | null;
  /** Of a snapshot that comes in several messages; what is shown meanwhile is what was before it. */
  readonly arriving: { readonly position: string; readonly items: Items } | null;
}

export const NOTHING_YET: LowList = { items: null, arriving: null };

/** The list after some updates, in the order in which they came. */
export function applyUpdates(list: LowList, updates: readonly LowStockUpdate[]): LowList {
  // One copy for all of them: there may be thousands of items, and as many updates.
  const items = list.items && new Map(list.items);
  return updates.reduce<Building>(
    (now, update) =>
      update.__typename === "LowStockSnapshot" ? applySnapshot(now, update) : applyChange(now, update),
    { ...list, items },
  );
}

interface Building extends LowList {
  readonly items: Map<string, LowItem> | null;
}

/** A snapshot takes the place of all that was told before, once it is whole. */
function applySnapshot({ items, arriving }: Building, { position, items: told, more }: Snapshot): Building {
  // One that broke off is begun anew, at a position of its own.
  const before = arriving?.position === position ? [...arriving.items.values()] : [];
  const all = new Map([...before, ...told].map((item) => [item.productVariantId, item]));
  return more ? { items, arriving: { position, items: all } } : { items: all, arriving: null };
}

function applyChange(list: Building, { productVariantId, status, itemVersion, item }: Change): Building {
  const known = list.items?.get(productVariantId);
  if (!list.items || (known && itemVersion <= known.version)) return list;
  if (item && isLow(status)) list.items.set(productVariantId, item);
  else list.items.delete(productVariantId);
  return list;
}

function isLow(status: StockStatus): boolean {
  return status === "LOW_STOCK" || status === "OUT_OF_STOCK";
}
