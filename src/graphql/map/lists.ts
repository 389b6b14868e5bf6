import { available, type Item, type LedgerEntry, type Reservation } from "../../domain/model.js";
import type { EntryKey, InventoryKey, InventoryOrder } from "../../ports/reader-queries.js";
import type { CursorCodec } from "../connection.js";

/** The cursors of `inventory`, by its order. */
export const INVENTORY_CURSORS: Readonly<Record<InventoryOrder, CursorCodec<Item, InventoryKey>>> = {
  PRODUCT_VARIANT_ID: inventoryCursor("variant", () => []),
  UPDATED_AT: inventoryCursor("updated", ({ updatedAt }) => [updatedAt]),
  AVAILABLE: inventoryCursor("available", (item) => [available(item)]),
};

function inventoryCursor(
  kind: CursorCodec<Item, InventoryKey>["kind"],
  numbers: (item: Item) => number[],
): CursorCodec<Item, InventoryKey> {
  return {
    kind,
    toKey: ({ numbers: [value = 0], id }) => ({ value, productVariantId: id }),
    keyOf: (item) => ({ numbers: numbers(item), id: item.productVariantId }),
  };
}

/** Newest first: their ids rise with time. */
export const RESERVATION_CURSOR: CursorCodec<Reservation, string> = {
  kind: "reservation",
  toKey: ({ id }) => id,
  keyOf: ({ id }) => ({ numbers: [], id }),
};

export const ENTRY_CURSOR: CursorCodec<LedgerEntry, EntryKey> = {
  kind: "entry",
  toKey: ({ numbers: [occurredAt = 0, itemVersion = 0], id }) => ({ occurredAt, itemVersion, id }),
  keyOf: ({ occurredAt, itemVersion, id }) => ({ numbers: [occurredAt, itemVersion], id }),
};
