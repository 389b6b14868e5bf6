import type { ItemBalance } from "./audit.js";
import type { Changes, StockView } from "./decision.js";
import type { DomainEvent, EventCheck } from "./events.js";
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
} from "./model.js";
import type { OrderIntake } from "./order-intake.js";
import { overdueByItem } from "./overdue.js";
import { RowSet } from "./row-set.js";
import type { VariantIntake } from "./variant-intake.js";

/** The locked rows of one batch. */
export interface Snapshot {
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  readonly reservations: readonly Reservation[];
  readonly intakes: readonly OrderIntake[];
  readonly variantIntakes: readonly VariantIntake[];
  readonly transfers: readonly Transfer[];
  readonly warehouses: readonly Warehouse[];
  readonly bins: readonly Bin[];
  readonly assignments: readonly BinAssignment[];
  readonly balances: readonly ItemBalance[];
  /** Of the items with an expired hold: when the next one after now expires. */
  readonly followingExpiry: ReadonlyMap<string, Instant | null>;
  readonly now: Instant;
}

const keyOfBin = (warehouseId: string, code: string): string => `${warehouseId} ${code}`;
const keyOfAssignment = ({ binId, productVariantId }: BinAssignment): string =>
  `${binId} ${productVariantId}`;

/** A snapshot with the decisions of a batch folded in, one after the other. */
export class BatchState implements StockView {
  readonly #items: RowSet<Item>;
  readonly #levels = new Map<string, Map<string, Level>>();
  readonly #changedLevels = new Map<string, Level>();
  readonly #reservations: RowSet<Reservation>;
  readonly #byOrder = new Map<string, Set<string>>();
  readonly #intakes: RowSet<OrderIntake>;
  readonly #variantIntakes: RowSet<VariantIntake>;
  readonly #transfers: RowSet<Transfer>;
  readonly #warehouses: RowSet<Warehouse>;
  readonly #warehouseIds: Map<string, string>;
  readonly #bins: RowSet<Bin>;
  readonly #binIds: Map<string, string>;
  readonly #assignments: RowSet<BinAssignment & { readonly assigned: boolean }>;
  readonly #balances: Map<string, ItemBalance>;
  readonly #entries: LedgerEntry[] = [];
  readonly #events: DomainEvent[] = [];
  readonly #check: EventCheck;
  /** By item: ids of reservations, as the snapshot had them. */
  readonly #overdue: ReadonlyMap<string, readonly string[]>;

  /** @param check What every event must pass; for a state that is only looked at, nothing. */
  constructor(snapshot: Snapshot, check: EventCheck = () => undefined) {
    this.#check = check;
    this.#items = new RowSet(snapshot.items, (item) => item.productVariantId);
    for (const level of snapshot.levels) this.#putLevel(level);
    this.#reservations = new RowSet(snapshot.reservations, ({ id }) => id);
    for (const reservation of snapshot.reservations) this.#indexOrder(reservation);
    this.#intakes = new RowSet(snapshot.intakes, ({ orderId }) => orderId);
    this.#variantIntakes = new RowSet(snapshot.variantIntakes, ({ productVariantId }) => productVariantId);
    this.#transfers = new RowSet(snapshot.transfers, ({ id }) => id);
    this.#warehouses = new RowSet(snapshot.warehouses, ({ id }) => id);
    this.#warehouseIds = new Map(snapshot.warehouses.map(({ id, code }) => [code, id]));
    this.#bins = new RowSet(snapshot.bins, ({ id }) => id);
    this.#binIds = new Map(
      snapshot.bins.map(({ id, warehouseId, code }) => [keyOfBin(warehouseId, code), id]),
    );
    const assigned = snapshot.assignments.map((assignment) => ({ ...assignment, assigned: true }));
    this.#assignments = new RowSet(assigned, keyOfAssignment);
    this.#balances = new Map(snapshot.balances.map((balance) => [balance.productVariantId, balance]));
    this.#overdue = overdueByItem(snapshot);
  }

  item(productVariantId: string): Item | undefined {
    const item = this.#items.get(productVariantId);
    return item?.deletedAt === null ? item : undefined;
  }

  deletedItem(productVariantId: string): Item | undefined {
    const item = this.#items.get(productVariantId);
    return item?.deletedAt === null ? undefined : item;
  }

  levels(productVariantId: string): readonly Level[] {
    return [...(this.#levels.get(productVariantId)?.values() ?? [])];
  }

  // Ids of our own are UUIDs, which are the same in either case.

  reservation(id: string): Reservation | undefined {
    return this.#reservations.get(id.toLowerCase());
  }

  reservationsOfOrder(orderId: string): readonly Reservation[] {
    return [...(this.#byOrder.get(orderId) ?? [])].map((id) => this.#reservations.get(id) as Reservation);
  }

  orderIntake(orderId: string): OrderIntake | undefined {
    return this.#intakes.get(orderId);
  }

  variantIntake(productVariantId: string): VariantIntake | undefined {
    return this.#variantIntakes.get(productVariantId);
  }

  transfer(id: string): Transfer | undefined {
    return this.#transfers.get(id.toLowerCase());
  }

  warehouse(ref: string): Warehouse | undefined {
    return this.#warehouses.get(this.#warehouseIds.get(ref) ?? ref.toLowerCase());
  }

  bin(id: string): Bin | undefined {
    return this.#bins.get(id.toLowerCase());
  }

  binNamed(warehouseId: string, code: string): Bin | undefined {
    const bin = this.#bins.get(this.#binIds.get(keyOfBin(warehouseId, code)) ?? "");
    // A bin that was renamed in this batch has left its old name.
    return bin?.code === code ? bin : undefined;
  }

  isAssigned(assignment: BinAssignment): boolean {
    return this.#assignments.get(keyOfAssignment(assignment))?.assigned ?? false;
  }

  assignments(productVariantId: string): readonly BinAssignment[] {
    return this.#assignments
      .values()
      .filter((assignment) => assignment.assigned && assignment.productVariantId === productVariantId);
  }

  balance(productVariantId: string): ItemBalance | undefined {
    return this.#balances.get(productVariantId);
  }

  /** Reservations whose time is over with an open line on the item, the oldest first. */
  expired(productVariantId: string): readonly Reservation[] {
    const ids = this.#overdue.get(productVariantId) ?? [];
    return ids.map((id) => this.#reservations.get(id) as Reservation);
  }

  /** @throws what the check says of an event; then nothing is changed. */
  apply(changes: Changes): void {
    for (const event of changes.events) this.#check(event);
    for (const item of changes.items) {
      this.#items.put(item);
      this.#balances.delete(item.productVariantId);
    }
    for (const level of changes.levels) {
      this.#putLevel(level);
      this.#changedLevels.set(`${level.warehouseId} ${level.productVariantId}`, level);
    }
    for (const reservation of changes.reservations) {
      this.#reservations.put(reservation);
      this.#indexOrder(reservation);
    }
    for (const intake of changes.intakes) this.#intakes.put(intake);
    for (const intake of changes.variantIntakes) this.#variantIntakes.put(intake);
    for (const transfer of changes.transfers) this.#transfers.put(transfer);
    for (const warehouse of changes.warehouses) {
      this.#warehouses.put(warehouse);
      this.#warehouseIds.set(warehouse.code, warehouse.id);
    }
    for (const bin of changes.bins) {
      this.#bins.put(bin);
      this.#binIds.set(keyOfBin(bin.warehouseId, bin.code), bin.id);
    }
    for (const assignment of changes.assignments) this.#assignments.put(assignment);
    this.#entries.push(...changes.entries);
    this.#events.push(...changes.events);
  }

  /** Everything that was changed since the snapshot, each row once, as it became. */
  changes(): Changes {
    return {
      items: this.#items.changed(),
      levels: [...this.#changedLevels.values()],
      reservations: this.#reservations.changed(),
      intakes: this.#intakes.changed(),
      variantIntakes: this.#variantIntakes.changed(),
      transfers: this.#transfers.changed(),
      warehouses: this.#warehouses.changed(),
      bins: this.#bins.changed(),
      assignments: this.#assignments.changed(),
      entries: this.#entries,
      events: this.#events,
    };
  }

  #putLevel(level: Level): void {
    const levels = this.#levels.get(level.productVariantId) ?? new Map<string, Level>();
    levels.set(level.warehouseId, level);
    this.#levels.set(level.productVariantId, levels);
  }

  #indexOrder({ id, orderId }: Reservation): void {
    const ids = this.#byOrder.get(orderId) ?? new Set<string>();
    ids.add(id);
    this.#byOrder.set(orderId, ids);
  }
}
