import type { Changes, StockView } from "./decision.js";
import { NO_CHANGES } from "./decision.js";
import type { DomainEvent } from "./events.js";
import type { BinAssignment, Item, LedgerEntry, Level, Reservation } from "./model.js";

/**
 * A view with changes of items, levels, reservations, ledger and events laid over it: for a rule that
 * decides several things, each on what the one before it left behind, or drops them again.
 */
export class Overlay implements StockView {
  readonly #below: StockView;
  readonly #items = new Map<string, Item>();
  /** By item, then warehouse. */
  readonly #levels = new Map<string, Map<string, Level>>();
  readonly #reservations = new Map<string, Reservation>();
  readonly #entries: LedgerEntry[] = [];
  readonly #events: DomainEvent[] = [];

  constructor(below: StockView) {
    this.#below = below;
  }

  apply({ items, levels, reservations, entries, events }: Changes): void {
    for (const item of items) this.#items.set(item.productVariantId, item);
    for (const level of levels) {
      const own = this.#levels.get(level.productVariantId) ?? new Map<string, Level>();
      this.#levels.set(level.productVariantId, own.set(level.warehouseId, level));
    }
    for (const reservation of reservations) this.#reservations.set(reservation.id, reservation);
    for (const entry of entries) this.#entries.push(entry);
    for (const event of events) this.#events.push(event);
  }

  /** Everything that was applied, each row once, as it became. */
  changes(): Changes {
    return {
      ...NO_CHANGES,
      items: [...this.#items.values()],
      levels: [...this.#levels.values()].flatMap((own) => [...own.values()]),
      reservations: [...this.#reservations.values()],
      entries: this.#entries,
      events: this.#events,
    };
  }

  item(productVariantId: string): Item | undefined {
    const item = this.#items.get(productVariantId);
    if (item === undefined) return this.#below.item(productVariantId);
    return item.deletedAt === null ? item : undefined;
  }

  deletedItem(productVariantId: string): Item | undefined {
    const item = this.#items.get(productVariantId);
    if (item === undefined) return this.#below.deletedItem(productVariantId);
    return item.deletedAt === null ? undefined : item;
  }

  levels(productVariantId: string): readonly Level[] {
    const below = this.#below.levels(productVariantId);
    const own = this.#levels.get(productVariantId);
    if (own === undefined) return below;
    return [...below.filter(({ warehouseId }) => !own.has(warehouseId)), ...own.values()];
  }

  reservation(id: string) {
    return this.#reservations.get(id.toLowerCase()) ?? this.#below.reservation(id);
  }

  reservationsOfOrder(orderId: string) {
    const below = this.#below.reservationsOfOrder(orderId);
    const own = [...this.#reservations.values()].filter((reservation) => reservation.orderId === orderId);
    return [...below.filter(({ id }) => !this.#reservations.has(id)), ...own];
  }

  orderIntake(orderId: string) {
    return this.#below.orderIntake(orderId);
  }

  variantIntake(productVariantId: string) {
    return this.#below.variantIntake(productVariantId);
  }

  transfer(id: string) {
    return this.#below.transfer(id);
  }

  warehouse(ref: string) {
    return this.#below.warehouse(ref);
  }

  bin(id: string) {
    return this.#below.bin(id);
  }

  binNamed(warehouseId: string, code: string) {
    return this.#below.binNamed(warehouseId, code);
  }

  isAssigned(assignment: BinAssignment) {
    return this.#below.isAssigned(assignment);
  }

  assignments(productVariantId: string) {
    return this.#below.assignments(productVariantId);
  }

  balance(productVariantId: string) {
    return this.#below.balance(productVariantId);
  }
}
