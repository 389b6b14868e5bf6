import type { RuleContext } from "./commands.js";
import { eventsOf } from "./decision.js";
import type { DomainEvent, EventBody } from "./events.js";
import {
  available,
  statusOf,
  type Instant,
  type Item,
  type LedgerEntry,
  type LedgerKind,
  type Level,
} from "./model.js";

/** One movement of stock in one warehouse, in units. */
export interface Movement {
  readonly level: Level;
  readonly quantityDelta: number;
  readonly reservedDelta: number;
}

interface Cause {
  readonly kind: LedgerKind;
  readonly reason?: string | null;
  readonly reference?: string | null;
  /** When the earliest hold that the movement adds expires. */
  readonly expiresAt?: Instant | null;
}

export interface ItemChange {
  readonly item: Item;
  readonly levels: readonly Level[];
  readonly entries: readonly LedgerEntry[];
  readonly events: readonly DomainEvent[];
}

/**
 * Moves stock of one item: the one place where totals, levels, ledger, version, status
 * and their events are derived from each other. `eventsAfter` are the command's own
 * events, told the item as it became; status and threshold events follow them.
 */
export function changeItem(
  before: Item,
  movements: readonly Movement[],
  cause: Cause,
  context: RuleContext,
  eventsAfter: (item: Item) => readonly EventBody[],
): ItemChange {
  const version = before.version + 1;
  const levels = movements.map(({ level, quantityDelta, reservedDelta }) => ({
    ...level,
    quantity: level.quantity + quantityDelta,
    reserved: level.reserved + reservedDelta,
  }));
  const totals = {
    quantity: before.quantity + sum(movements, "quantityDelta"),
    reserved: before.reserved + sum(movements, "reservedDelta"),
    lowStockThreshold: before.lowStockThreshold,
  };
  const item: Item = {
    ...before,
    ...totals,
    status: statusOf(totals, before.status === "DISCONTINUED"),
    version,
    nextExpiry: earlier(before.nextExpiry, cause.expiresAt ?? null),
    updatedAt: context.now,
  };
  const entries = movements.map((movement, ordinal): LedgerEntry => {
    const level = levels[ordinal] as Level;
    return {
      id: context.newId(),
      productVariantId: item.productVariantId,
      warehouseId: level.warehouseId,
      itemVersion: version,
      ordinal,
      kind: cause.kind,
      quantityDelta: movement.quantityDelta,
      reservedDelta: movement.reservedDelta,
      quantityAfter: level.quantity,
      reservedAfter: level.reserved,
      reason: cause.reason ?? null,
      reference: cause.reference ?? null,
      actor: context.subject,
      correlationId: context.correlationId,
      occurredAt: context.now,
    };
  });
  const bodies = [...eventsAfter(item), ...consequences(before, item)];
  return { item, levels, entries, events: eventsOf(item, bodies, context) };
}

function consequences(before: Item, item: Item): EventBody[] {
  const bodies: EventBody[] = [];
  if (before.status !== item.status) {
    bodies.push({
      type: "StockStatusChangedEvent",
      data: {
        productVariantId: item.productVariantId,
        newStatus: item.status,
        oldStatus: before.status,
        currentQuantity: item.quantity,
        availableQuantity: available(item),
      },
    });
  }
  if (before.quantity > item.lowStockThreshold && item.quantity <= item.lowStockThreshold) {
    bodies.push({
      type: "LowStockThresholdReachedEvent",
      data: {
        productVariantId: item.productVariantId,
        currentQuantity: item.quantity,
        lowStockThreshold: item.lowStockThreshold,
      },
    });
  }
  return bodies;
}

function sum(movements: readonly Movement[], field: "quantityDelta" | "reservedDelta"): number {
  return movements.reduce((total, movement) => total + movement[field], 0);
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
