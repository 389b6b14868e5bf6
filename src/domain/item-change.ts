import type { RuleContext } from "./commands.js";
import { eventsOf, itemAggregate } from "./decision.js";
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
  /** Of this movement alone; else the change's own. */
  readonly reason?: string | null;
}

/** What of an item is not derived from its movements. */
type Attribute =
  "sku" | "lowStockThreshold" | "backorderPolicy" | "backorderLimit" | "inTransit" | "deletedAt";
export type ItemAttributes = Partial<Pick<Item, Attribute> & { readonly discontinued: boolean }>;

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

interface ItemChangeOptions {
  readonly item: Item;
  /** One a level; a level without a movement that changes otherwise stands in `levels`. */
  readonly movements: readonly Movement[];
  readonly cause?: Cause;
  readonly attributes?: ItemAttributes;
  readonly levels?: readonly Level[];
  /** Of a repair: what the levels add up to, whatever the totals were. */
  readonly totals?: Pick<Item, "quantity" | "reserved">;
  readonly context: RuleContext;
  /** The command's own events, told the item as it became; status and threshold events follow them. */
  readonly events: (item: Item) => readonly EventBody[];
}

/**
 * Changes one item: the one place where totals, levels, ledger, version, status and their
 * events are derived from each other.
 */
export function changeItem(options: ItemChangeOptions): ItemChange {
  const { item: before, movements, context } = options;
  const version = before.version + 1;
  const moved = movements.map(({ level, quantityDelta, reservedDelta }) => ({
    ...level,
    quantity: level.quantity + quantityDelta,
    reserved: level.reserved + reservedDelta,
  }));
  const { discontinued = before.status === "DISCONTINUED", ...attributes } = options.attributes ?? {};
  const changed = {
    ...before,
    ...attributes,
    quantity: before.quantity + sum(movements, "quantityDelta"),
    reserved: before.reserved + sum(movements, "reservedDelta"),
    ...options.totals,
  };
  const item: Item = {
    ...changed,
    status: statusOf(changed, discontinued),
    version,
    nextExpiry: earlier(before.nextExpiry, options.cause?.expiresAt ?? null),
    updatedAt: context.now,
  };
  const entries = entriesOf(item, movements, moved, options);
  const bodies = [...options.events(item), ...consequences(before, item)];
  const levels = [...moved, ...(options.levels ?? [])];
  return { item, levels, entries, events: eventsOf(itemAggregate(item), bodies, context) };
}

function entriesOf(
  item: Item,
  movements: readonly Movement[],
  levels: readonly Level[],
  { cause, context }: ItemChangeOptions,
): LedgerEntry[] {
  return movements.map((movement, ordinal): LedgerEntry => {
    if (cause === undefined) throw new TypeError("stock is moved without a cause");
    const level = levels[ordinal] as Level;
    return {
      id: context.newId(),
      productVariantId: item.productVariantId,
      warehouseId: level.warehouseId,
      itemVersion: item.version,
      ordinal,
      kind: cause.kind,
      quantityDelta: movement.quantityDelta,
      reservedDelta: movement.reservedDelta,
      quantityAfter: level.quantity,
      reservedAfter: level.reserved,
      reason: movement.reason ?? cause.reason ?? null,
      reference: cause.reference ?? null,
      actor: context.subject,
      right: context.right,
      confinedTo: context.warehouses,
      correlationId: context.correlationId,
      occurredAt: context.now,
    };
  });
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
    if (item.status === "OUT_OF_STOCK") {
      bodies.push({
        type: "StockoutEvent",
        data: {
          productVariantId: item.productVariantId,
          currentQuantity: item.quantity,
          reservedQuantity: item.reserved,
        },
      });
    }
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
