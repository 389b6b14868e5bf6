import type {
  Bin,
  BinAssignment,
  Instant,
  Item,
  LedgerEntry,
  Level,
  Reservation,
  Transfer,
  Warehouse,
} from "../domain/model.js";
import type {
  EntryKey,
  InventoryFilter,
  InventoryQuery,
  LedgerFilter,
  Page,
  Pages,
  ReservationFilter,
} from "./reader-queries.js";

/** One moment's rows, as a planner needs them. */
export interface Stock {
  readonly now: Instant;
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  /** All of them. */
  readonly warehouses: readonly Warehouse[];
}

/** Items, and when they were so: by the database's clock, as their `nextExpiry` is. */
export interface ItemsAsOfNow {
  readonly now: Instant;
  readonly items: readonly (Item | null)[];
}

/** What an id of ours belongs to. */
export type Found =
  | { readonly kind: "item"; readonly row: Item }
  | { readonly kind: "warehouse"; readonly row: Warehouse }
  | { readonly kind: "bin"; readonly row: Bin }
  | { readonly kind: "reservation"; readonly row: Reservation }
  | { readonly kind: "entry"; readonly row: LedgerEntry }
  | { readonly kind: "transfer"; readonly row: Transfer };

/**
 * Reads of committed state, by one SQL statement each. Expired holds that nobody has booked
 * yet count as released. Lists of answers are in the order asked, null where unknown. An item
 * that was deleted is unknown, except where it says so.
 */
export interface Reader {
  items(productVariantIds: readonly string[]): Promise<(Item | null)[]>;
  /** The same, for whoever keeps them for a while. */
  itemsAsOfNow(productVariantIds: readonly string[]): Promise<ItemsAsOfNow>;
  /** With those that were deleted, which lines and entries still refer to. */
  itemsEvenDeleted(productVariantIds: readonly string[]): Promise<(Item | null)[]>;
  /**
   * Their stock after the last ledger entry at or before the moment, null before they were
   * created; attributes are today's. A moment that is still to come is now.
   */
  itemsAt(productVariantIds: readonly string[], moment: Instant): Promise<(Item | null)[]>;
  /** The items that there are, with their levels, and all warehouses. */
  stock(productVariantIds: readonly string[]): Promise<Stock>;
  inventory(query: InventoryQuery, first: number): Promise<Page<Item>>;
  /** By product variant id, ascending, after the one given. */
  itemsAfter(productVariantId: string | null, first: number): Promise<Page<Item>>;
  countItems(filter?: InventoryFilter): Promise<number>;
  /** For each id its levels by warehouse priority. */
  levels(productVariantIds: readonly string[]): Promise<Level[][]>;
  /** For each id the levels that had been moved by then, as `itemsAt` has them. */
  levelsAt(productVariantIds: readonly string[], moment: Instant): Promise<Level[][]>;
  /** Items with a hold that has expired and is not booked yet, the longest overdue first. */
  overdueItems(limit: number): Promise<string[]>;
  /** By priority, then code. */
  warehouses(): Promise<Warehouse[]>;
  /** For each warehouse its bins by code. */
  binsOfWarehouses(warehouseIds: readonly string[]): Promise<Bin[][]>;
  /** For each item where it lies, by the bins' codes. */
  binsOfItems(productVariantIds: readonly string[]): Promise<(BinAssignment & Bin)[][]>;
  transfers(ids: readonly string[]): Promise<(Transfer | null)[]>;
  reservations(ids: readonly string[]): Promise<(Reservation | null)[]>;
  /** Newest first. */
  reservationPage(filter: ReservationFilter, pages: Pages<string>): Promise<Page<Reservation>>;
  countReservations(filter: ReservationFilter): Promise<number>;
  /** Of each item; the filter's own item counts for nothing. */
  reservationPages(
    productVariantIds: readonly string[],
    filter: ReservationFilter,
    pages: Pages<string>,
  ): Promise<Page<Reservation>[]>;
  reservationCounts(productVariantIds: readonly string[], filter: ReservationFilter): Promise<number[]>;
  /** Newest first; deleted items' too. */
  ledgerPage(filter: LedgerFilter, pages: Pages<EntryKey>): Promise<Page<LedgerEntry>>;
  countEntries(filter: LedgerFilter): Promise<number>;
  /** Of each item; the filter's own item counts for nothing. */
  ledgerPages(
    productVariantIds: readonly string[],
    filter: LedgerFilter,
    pages: Pages<EntryKey>,
  ): Promise<Page<LedgerEntry>[]>;
  entryCounts(productVariantIds: readonly string[], filter: LedgerFilter): Promise<number[]>;
  /** By our own ids, whatever they belong to. */
  nodes(ids: readonly string[]): Promise<(Found | null)[]>;
}
