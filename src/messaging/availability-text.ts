import type { Item } from "../domain/model.js";

/** Raised whenever entries are written otherwise, so that nodes of two releases do not read each other's. */
export const FORMAT = 1;

/** The version comes first, where the scripts look for it; then when the cache was asked, before the item was read. */
type Entry = readonly [
  ...[version: number, askedAt: number, productVariantId: string, id: string, sku: string | null],
  ...[quantity: number, reserved: number, status: Item["status"], lowStockThreshold: number],
  ...[backorderPolicy: Item["backorderPolicy"], backorderLimit: number | null, nextExpiry: number | null],
  ...[inTransit: number, createdAt: number, updatedAt: number],
];

const FIELDS = 15;

export interface KeptItem {
  readonly item: Item;
  readonly askedAt: number;
}

export function textOf(item: Item, askedAt: number): string {
  const entry: Entry = [
    ...([item.version, askedAt, item.productVariantId, item.id, item.sku] as const),
    ...([item.quantity, item.reserved, item.status, item.lowStockThreshold] as const),
    ...([item.backorderPolicy, item.backorderLimit, item.nextExpiry] as const),
    ...([item.inTransit, item.createdAt, item.updatedAt] as const),
  ];
  return JSON.stringify(entry);
}

/** Of many at once, since one parse is cheaper than a hundred. @returns null where there is no item. */
export function keptIn(texts: readonly (string | null)[]): (KeptItem | null)[] {
  const entries = parsed(`[${texts.map((text) => text ?? "null").join(",")}]`);
  if (!Array.isArray(entries) || entries.length !== texts.length) return texts.map(() => null);
  return entries.map((entry: unknown) => (isEntry(entry) ? toKept(entry) : null));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: as if it were not there.
    return undefined;
  }
}

/** Else it only marks that the item has changed, or is not ours. */
function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === FIELDS;
}

function toKept(entry: Entry): KeptItem {
  const item: Item = {
    version: entry[0],
    productVariantId: entry[2],
    id: entry[3],
    sku: entry[4],
    quantity: entry[5],
    reserved: entry[6],
    status: entry[7],
    lowStockThreshold: entry[8],
    backorderPolicy: entry[9],
    backorderLimit: entry[10],
    nextExpiry: entry[11],
    inTransit: entry[12],
    createdAt: entry[13],
    updatedAt: entry[14],
    deletedAt: null,
  };
  return { item, askedAt: entry[1] };
}
