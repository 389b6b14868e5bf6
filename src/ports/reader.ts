import type { Instant, Item, Level, Reservation, Warehouse } from "../domain/model.js";

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
}

/** One moment's rows, as a planner needs them. */
export interface Stock {
  readonly now: Instant;
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  /** All of them. */
  readonly warehouses: readonly Warehouse[];
}

/** Reads of committed state. Expired holds that nobody has booked yet count as released. */
export interface Reader {
  /** In the order asked, null where unknown; one SQL statement. */
  items(productVariantIds: readonly string[]): Promise<(Item | null)[]>;
  /** With those that were deleted, which lines and entries still refer to. */
  itemsEvenDeleted(productVariantIds: readonly string[]): Promise<(Item | null)[]>;
  /** The items that there are, with their levels, and all warehouses, by one SQL statement. */
  stock(productVariantIds: readonly string[]): Promise<Stock>;
  /** By product variant id, ascending, after the one given. */
  itemsAfter(productVariantId: string | null, first: number): Promise<Page<Item>>;
  countItems(): Promise<number>;
  /** For each id its levels by warehouse priority; one SQL statement. */
  levels(productVariantIds: readonly string[]): Promise<Level[][]>;
  /** Items with a hold that has expired and is not booked yet, the longest overdue first. */
  overdueItems(limit: number): Promise<string[]>;
  /** By priority, then code. */
  warehouses(): Promise<Warehouse[]>;
  /** In the order asked, null where unknown; one SQL statement. */
  reservations(ids: readonly string[]): Promise<(Reservation | null)[]>;
}
