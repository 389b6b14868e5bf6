import type { ItemBalance } from "./audit.js";
import type { RuleContext } from "./commands.js";
import type { AggregateType, DomainEvent, EventBody } from "./events.js";
import type {
  Bin,
  BinAssignment,
  Item,
  LedgerEntry,
  Level,
  Reservation,
  Transfer,
  Warehouse,
} from "./model.js";
import type { OrderIntake } from "./order-intake.js";
import type { Refusal } from "./refusal.js";
import type { VariantIntake } from "./variant-intake.js";

/** The stock as a rule sees it: locked, current, read-only. */
export interface StockView {
  /** undefined also when it was deleted. */
  item(productVariantId: string): Item | undefined;
  deletedItem(productVariantId: string): Item | undefined;
  /** Every level of the item. */
  levels(productVariantId: string): readonly Level[];
  reservation(id: string): Reservation | undefined;
  reservationsOfOrder(orderId: string): readonly Reservation[];
  /** What messages have said of the order; for the commands that ask for it alone. */
  orderIntake(orderId: string): OrderIntake | undefined;
  /** What messages have said of the variant; for the commands that ask for it alone. */
  variantIntake(productVariantId: string): VariantIntake | undefined;
  transfer(id: string): Transfer | undefined;
  /** By id or by code. */
  warehouse(ref: string): Warehouse | undefined;
  bin(id: string): Bin | undefined;
  binNamed(warehouseId: string, code: string): Bin | undefined;
  isAssigned(assignment: BinAssignment): boolean;
  /** Every bin the item lies in; for the commands that ask for them alone. */
  assignments(productVariantId: string): readonly BinAssignment[];
  /**
   * What the item's rows add up to, until a command of the batch changes it; for the commands
   * that ask for balances alone.
   */
  balance(productVariantId: string): ItemBalance | undefined;
}

/** What a decision changes: whole new versions of the rows, never deltas. */
export interface Changes {
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  readonly reservations: readonly Reservation[];
  readonly intakes: readonly OrderIntake[];
  readonly variantIntakes: readonly VariantIntake[];
  readonly transfers: readonly Transfer[];
  readonly warehouses: readonly Warehouse[];
  readonly bins: readonly Bin[];
  readonly assignments: readonly (BinAssignment & { readonly assigned: boolean })[];
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
  intakes: [],
  variantIntakes: [],
  transfers: [],
  warehouses: [],
  bins: [],
  assignments: [],
  entries: [],
  events: [],
};

export function accept<T>(value: T, changes: Partial<Changes>): Decision<T> {
  return { changes: { ...NO_CHANGES, ...changes }, result: { ok: true, value } };
}

export function refuse(refusals: readonly Refusal[], events: readonly DomainEvent[] = []): Decision<never> {
  return { changes: { ...NO_CHANGES, events }, result: { ok: false, refusals } };
}

/** What events are about, as it became. */
export interface Aggregate {
  readonly aggregateType: AggregateType;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
}

export function itemAggregate({
  productVariantId,
  version,
}: Pick<Item, "productVariantId" | "version">): Aggregate {
  return {
    aggregateType: "InventoryItem",
    aggregateId: productVariantId,
    aggregateVersion: version,
  };
}

/** Events of one command on one aggregate: same version, ordinals from 0. */
export function eventsOf(
  aggregate: Aggregate,
  bodies: readonly EventBody[],
  context: RuleContext,
): DomainEvent[] {
  const { aggregateType, aggregateId, aggregateVersion } = aggregate;
  const { now: occurredAt, correlationId, causationId, userId, traceParent } = context;
  // Each field by its name: of all that a reserve does, spreading these took longest.
  return bodies.map(({ type, data }, ordinal) => {
    const event = {
      type,
      data,
      eventId: context.newId(),
      aggregateType,
      aggregateId,
      aggregateVersion,
      ordinal,
      occurredAt,
      correlationId,
      causationId,
      userId,
      traceParent,
    };
    return event as DomainEvent;
  });
}
