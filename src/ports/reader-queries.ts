import type { Instant, LedgerKind, ReservationStatus, StockStatus } from "../domain/model.js";

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
}

/** Which part of a list: so many after a key; null = from its beginning. */
export interface Pages<Key> {
  readonly first: number;
  readonly after: Key | null;
}

/** What is given must all hold; a list is met by any of its members. */
export interface InventoryFilter {
  readonly productVariantIds: readonly string[] | null;
  readonly skuPrefix: string | null;
  /** As read: of what is available at this moment. */
  readonly statuses: readonly StockStatus[] | null;
  /** Ids of warehouses that have a level of the item. */
  readonly warehouseIds: readonly string[] | null;
  readonly availableBelow: number | null;
  readonly updatedSince: Instant | null;
}

/** The value that a list is ordered by, where it is not the id alone, and the id. */
export interface InventoryKey {
  readonly value: number;
  readonly productVariantId: string;
}

export type InventoryOrder = "PRODUCT_VARIANT_ID" | "UPDATED_AT" | "AVAILABLE";

export interface InventoryQuery {
  readonly filter: InventoryFilter;
  readonly order: InventoryOrder;
  readonly after: InventoryKey | null;
}

export interface ReservationFilter {
  readonly orderId: string | null;
  readonly productVariantId: string | null;
  /** As read: ACTIVE is what has not expired. */
  readonly statuses: readonly ReservationStatus[] | null;
  /** Ids of warehouses; only what lies wholly within them. */
  readonly within: readonly string[] | null;
}

export interface LedgerFilter {
  readonly productVariantId: string | null;
  readonly kinds: readonly LedgerKind[] | null;
  readonly reference: string | null;
  /** Included. */
  readonly since: Instant | null;
  /** Included. */
  readonly until: Instant | null;
  /** Ids of warehouses. */
  readonly warehouseIds: readonly string[] | null;
}

/** An entry's place among all. */
export interface EntryKey {
  readonly occurredAt: Instant;
  readonly itemVersion: number;
  readonly id: string;
}
