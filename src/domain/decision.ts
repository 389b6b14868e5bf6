import type { DomainEvent, EventBody } from "./events.js";
import type { RuleContext } from "./commands.js";
import type { Item, LedgerEntry, Level, Reservation, Warehouse } from "./model.js";
import type { Refusal } from "./refusal.js";

/** The stock as a rule sees it: locked, current, read-only. */
export interface StockView {
  item(productVariantId: string): Item | undefined;
  /** Every level of the item. */
  levels(productVariantId: string): readonly Level[];
  reservation(id: string): Reservation | undefined;
  reservationsOfOrder(orderId: string): readonly Reservation[];
  /** By id or by code. */
  warehouse(ref: string): Warehouse | undefined;
}

/** What a decision changes: whole new versions of the rows, never deltas. */
export interface Changes {
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  readonly reservations: readonly Reservation[];
  readonly warehouses: readonly Warehouse[];
  readonly entries: readonly LedgerEntry[];
  readonly events: readonly DomainEvent[];
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** A refusal changes no row, yet may cause events (a failed reservation is news). */
export interface Decision<T> {
  readonly changes: Changes;
  readonly result: Result<T>;
}

export const NO_CHANGES: Changes = {
  items: [],
  levels: [],
  reservations: [],
  warehouses: [],
  entries: [],
  events: [],
};

export function accept<T>(value: T, changes: Partial<Changes>): Decision<T> {
  return { changes: { ...NO_CHANGES, ...changes }, result: { ok: true, value } };
}

export function refuse(refusals: readonly Refusal[], events: readonly DomainEvent[] = []): Decision<never> {
  return { changes: { ...NO_CHANGES, events }, result: { ok: false, refusals } };
}

/** Events of one command on one item: same version, ordinals from 0. */
export function eventsOf(
  item: Pick<Item, "productVariantId" | "version">,
  bodies: readonly EventBody[],
  context: RuleContext,
): DomainEvent[] {
  return bodies.map((body, ordinal) => ({
    ...body,
    eventId: context.newId(),
    aggregateType: "InventoryItem" as const,
    aggregateId: item.productVariantId,
    aggregateVersion: item.version,
    ordinal,
    occurredAt: context.now,
    correlationId: context.correlationId,
    causationId: context.causationId,
    userId: context.userId,
  }));
}
