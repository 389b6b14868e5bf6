import type { Changes, StockView } from "./decision.js";
import type { DomainEvent } from "./events.js";
import {
  open,
  type Instant,
  type Item,
  type LedgerEntry,
  type Level,
  type Reservation,
  type Warehouse,
} from "./model.js";

/** The locked rows of one batch. */
export interface Snapshot {
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  readonly reservations: readonly Reservation[];
  readonly warehouses: readonly Warehouse[];
  /** Of the items with an expired hold: when the next one after now expires. */
  readonly followingExpiry: ReadonlyMap<string, Instant | null>;
  readonly now: Instant;
}

/** A snapshot with the decisions of a batch folded in, one after the other. */
export class BatchState implements StockView {
  readonly #items: Map<string, Item>;
  readonly #levels = new Map<string, Map<string, Level>>();
  readonly #reservations: Map<string, Reservation>;
  readonly #byOrder = new Map<string, Set<string>>();
  readonly #warehouses = new Map<string, Warehouse>();
  readonly #changed = {
    items: new Set<string>(),
    levels: new Map<string, Level>(),
    reservations: new Set<string>(),
    warehouses: new Map<string, Warehouse>(),
  };
  readonly #entries: LedgerEntry[] = [];
  readonly #events: DomainEvent[] = [];
  /** By item: ids of reservations, as the snapshot had them. */
  readonly #overdue = new Map<string, string[]>();

  constructor(snapshot: Snapshot) {
    this.#items = new Map(snapshot.items.map((item) => [item.productVariantId, item]));
    this.#reservations = new Map(snapshot.reservations.map((reservation) => [reservation.id, reservation]));
    for (const reservation of snapshot.reservations) this.#indexOrder(reservation);
    for (const level of snapshot.levels) this.#putLevel(level);
    for (const warehouse of snapshot.warehouses) this.#putWarehouse(warehouse);
    this.#indexOverdue(snapshot);
  }

  item(productVariantId: string): Item | undefined {
    return this.#items.get(productVariantId);
  }

  levels(productVariantId: string): readonly Level[] {
    return [...(this.#levels.get(productVariantId)?.values() ?? [])];
  }

  reservation(id: string): Reservation | undefined {
    return this.#reservations.get(id);
  }

  reservationsOfOrder(orderId: string): readonly Reservation[] {
    return [...(this.#byOrder.get(orderId) ?? [])].map((id) => this.#reservations.get(id) as Reservation);
  }

  /** Reservations whose time is over with an open line on the item, the oldest first. */
  expired(productVariantId: string): readonly Reservation[] {
    const ids = this.#overdue.get(productVariantId) ?? [];
    return ids.map((id) => this.#reservations.get(id) as Reservation);
  }

  warehouse(ref: string): Warehouse | undefined {
    return this.#warehouses.get(ref);
  }

  apply(changes: Changes): void {
    for (const item of changes.items) {
      this.#items.set(item.productVariantId, item);
      this.#changed.items.add(item.productVariantId);
    }
    for (const level of changes.levels) {
      this.#putLevel(level);
      this.#changed.levels.set(`${level.warehouseId} ${level.productVariantId}`, level);
    }
    for (const reservation of changes.reservations) {
      this.#reservations.set(reservation.id, reservation);
      this.#indexOrder(reservation);
      this.#changed.reservations.add(reservation.id);
    }
    for (const warehouse of changes.warehouses) {
      this.#putWarehouse(warehouse);
      this.#changed.warehouses.set(warehouse.id, warehouse);
    }
    this.#entries.push(...changes.entries);
    this.#events.push(...changes.events);
  }

  /** Everything that was changed since the snapshot, each row once, as it became. */
  changes(): Changes {
    return {
      items: [...this.#changed.items].map((id) => this.#items.get(id) as Item),
      levels: [...this.#changed.levels.values()],
      reservations: [...this.#changed.reservations].map((id) => this.#reservations.get(id) as Reservation),
      warehouses: [...this.#changed.warehouses.values()],
      entries: this.#entries,
      events: this.#events,
    };
  }

  #putLevel(level: Level): void {
    const levels = this.#levels.get(level.productVariantId) ?? new Map<string, Level>();
    levels.set(level.warehouseId, level);
    this.#levels.set(level.productVariantId, levels);
  }

  #putWarehouse(warehouse: Warehouse): void {
    this.#warehouses.set(warehouse.id, warehouse);
    this.#warehouses.set(warehouse.code, warehouse);
  }

  #indexOrder({ id, orderId }: Reservation): void {
    const ids = this.#byOrder.get(orderId) ?? new Set<string>();
    ids.add(id);
    this.#byOrder.set(orderId, ids);
  }

  #indexOverdue({ reservations, now }: Snapshot): void {
    const overdue = reservations
      .filter(({ status, expiresAt }) => canExpire(status) && expiresAt !== null && expiresAt <= now)
      .sort((a, b) => (a.expiresAt as Instant) - (b.expiresAt as Instant) || (a.id < b.id ? -1 : 1));
    for (const { id, lines } of overdue) {
      const held = lines.filter((line) => open(line) > 0).map(({ productVariantId }) => productVariantId);
      for (const item of new Set(held)) this.#overdue.set(item, [...(this.#overdue.get(item) ?? []), id]);
    }
  }
}

/** EXPIRED: of its items, some were locked and booked before, others not yet. */
function canExpire(status: Reservation["status"]): boolean {
  return status === "ACTIVE" || status === "EXPIRED";
}
