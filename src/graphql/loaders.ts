import type {
  Bin,
  Instant,
  Item,
  LedgerEntry,
  Level,
  Reservation,
  Transfer,
  Warehouse,
} from "../domain/model.js";
import type { Found, Reader } from "../ports/reader.js";
import type { EntryKey, LedgerFilter, Page, Pages, ReservationFilter } from "../ports/reader-queries.js";
import { MAX_AT_ONCE } from "./arguments.js";
import { batchBy, batching } from "./batching.js";

/** Reads of one tick become one statement each; with arguments, one for each of their values. */
export interface Loaders {
  item(productVariantId: string): Promise<Item | null>;
  /** Also one that was deleted since, which lines and entries still refer to. */
  itemEvenDeleted(productVariantId: string): Promise<Item | null>;
  itemAt(productVariantId: string, moment: Instant): Promise<Item | null>;
  /** By warehouse priority. */
  levels(productVariantId: string): Promise<readonly Level[]>;
  levelsAt(productVariantId: string, moment: Instant): Promise<readonly Level[]>;
  /** Where the item lies, by the bins' codes. */
  binsOfItem(productVariantId: string): Promise<readonly Bin[]>;
  binsOfWarehouse(warehouseId: string): Promise<readonly Bin[]>;
  reservation(id: string): Promise<Reservation | null>;
  /** Newest first; of one order at most 250. */
  reservationsOfOrder(orderId: string): Promise<readonly Reservation[]>;
  reservationsOf(productVariantId: string, asked: AskedReservations): Promise<Page<Reservation>>;
  countReservationsOf(productVariantId: string, filter: ReservationFilter): Promise<number>;
  ledgerOf(productVariantId: string, asked: AskedEntries): Promise<Page<LedgerEntry>>;
  countEntriesOf(productVariantId: string, filter: LedgerFilter): Promise<number>;
  transfer(id: string): Promise<Transfer | null>;
  /** Whatever has the id. */
  node(id: string): Promise<Found | null>;
  /** By priority, then code. */
  warehouses(): Promise<readonly Warehouse[]>;
}

export interface AskedReservations {
  readonly filter: ReservationFilter;
  readonly pages: Pages<string>;
}
export interface AskedEntries {
  readonly filter: LedgerFilter;
  readonly pages: Pages<EntryKey>;
}

/**
 * `remember`: for one request, which then sees one state. What lives longer, as a
 * subscription does, must not: it only shares the reads of one moment.
 */
export function createLoaders(reader: Reader, { remember }: { readonly remember: boolean }): Loaders {
  const load = batching(remember);
  const loadBy = batchBy(remember);
  const itemEvenDeleted = load((ids) => reader.itemsEvenDeleted(ids));
  const ofOrder = async (orderId: string) => {
    const filter = { orderId, productVariantId: null, statuses: null, within: null };
    return (await reader.reservationPage(filter, { first: MAX_AT_ONCE, after: null })).nodes;
  };
  const warehouses = load(async (keys) => {
    const all = await reader.warehouses();
    return keys.map(() => all);
  });
  return {
    async item(productVariantId) {
      const item = await itemEvenDeleted(productVariantId);
      return item?.deletedAt === null ? item : null;
    },
    itemEvenDeleted,
    itemAt: loadBy((ids, moment: Instant) => reader.itemsAt(ids, moment)),
    levels: load((ids) => reader.levels(ids)),
    levelsAt: loadBy((ids, moment: Instant) => reader.levelsAt(ids, moment)),
    binsOfItem: load((ids) => reader.binsOfItems(ids)),
    binsOfWarehouse: load((ids) => reader.binsOfWarehouses(ids)),
    reservation: load((ids) => reader.reservations(ids)),
    reservationsOfOrder: load((orderIds) => Promise.all(orderIds.map(ofOrder))),
    reservationsOf: loadBy((ids, { filter, pages }: AskedReservations) =>
      reader.reservationPages(ids, filter, pages),
    ),
    countReservationsOf: loadBy((ids, filter: ReservationFilter) => reader.reservationCounts(ids, filter)),
    ledgerOf: loadBy((ids, { filter, pages }: AskedEntries) => reader.ledgerPages(ids, filter, pages)),
    countEntriesOf: loadBy((ids, filter: LedgerFilter) => reader.entryCounts(ids, filter)),
    transfer: load((ids) => reader.transfers(ids)),
    node: load((ids) => reader.nodes(ids)),
    warehouses: () => warehouses("all"),
  };
}
