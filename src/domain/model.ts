/** Milliseconds since 1970-01-01T00:00:00Z, a whole number; always the database's clock. */
export type Instant = number;

export type StockStatus = "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK" | "DISCONTINUED";
export type BackorderPolicy = "DENY" | "LIMIT" | "ALLOW";
export type ChangeType = "PURCHASE" | "SALE" | "RETURN" | "ADJUSTMENT";
export type ReservationStatus = "ACTIVE" | "CONFIRMED" | "FULFILLED" | "RELEASED" | "EXPIRED";
export type TransferStatus = "IN_TRANSIT" | "RECEIVED" | "CANCELLED";
export type ReleaseReason = "ORDER_CANCELLED" | "RESERVATION_EXPIRED" | "ORDER_COMPLETED_ADJUSTMENT";

/** The warehouse that the first migration creates; the only one that may owe stock. */
export const MAIN_WAREHOUSE_ID = "00000000-0000-4000-8000-000000000001";

/** The largest quantity a column, and so a level, can hold. */
export const MAX_QUANTITY = 2_147_483_647;

/** What one product variant has in stock, over all its warehouses. Quantities are units. */
export interface Item {
  readonly id: string;
  readonly productVariantId: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly reserved: number;
  readonly status: StockStatus;
  readonly lowStockThreshold: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
  /** Raised by one by each command that changes the item. */
  readonly version: number;
  /** No open hold expires before this; null when none can. */
  readonly nextExpiry: Instant | null;
  /** Units on their way between warehouses: on hand nowhere, and no part of `quantity`. */
  readonly inTransit: number;
  /** Set: the item is known to its ledger alone, until it is created again. */
  readonly deletedAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Item x warehouse. */
export interface Level {
  readonly productVariantId: string;
  readonly warehouseId: string;
  readonly quantity: number;
  readonly reserved: number;
  /** How far available may fall below zero; null = without bound. Not 0 in MAIN alone. */
  readonly backorderLimit: number | null;
}

export interface Warehouse {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** The lower, the earlier it is drawn from. */
  readonly priority: number;
  /** The planner draws from active ones alone. */
  readonly active: boolean;
  /** Raised by one by each command that changes the warehouse or its bins. */
  readonly version: number;
}

/** A place in a warehouse. */
export interface Bin {
  readonly id: string;
  readonly warehouseId: string;
  /** Unique within the warehouse. */
  readonly code: string;
}

/** Where in a warehouse an item lies. */
export interface BinAssignment {
  readonly binId: string;
  readonly productVariantId: string;
}

export interface ReservationLine {
  readonly productVariantId: string;
  readonly warehouseId: string;
  readonly quantity: number;
  readonly fulfilled: number;
  readonly released: number;
}

/** What one order holds. */
export interface Reservation {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string | null;
  readonly status: ReservationStatus;
  /** null = never. */
  readonly expiresAt: Instant | null;
  readonly lines: readonly ReservationLine[];
  /** Raised by one by each command that changes the reservation. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One variant's units of a transfer; what is not received, missing or returned is on its way. */
export interface TransferLine {
  readonly productVariantId: string;
  readonly quantity: number;
  readonly received: number;
  readonly missing: number;
  /** Of the last units reported missing. */
  readonly missingReason: string | null;
  /** Back where it came from, by a cancellation. */
  readonly returned: number;
}

/** Stock on its way from one warehouse to another. */
export interface Transfer {
  readonly id: string;
  readonly fromWarehouseId: string;
  readonly toWarehouseId: string;
  readonly status: TransferStatus;
  /** One a variant. */
  readonly lines: readonly TransferLine[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * `CORRECTION`: booked by a repair, so that ledger and balances agree again.
 * A cancelled transfer comes back as `TRANSFER_IN`.
 */
export const LEDGER_KINDS = [
  "RESERVATION",
  "RELEASE",
  "EXPIRY",
  "PURCHASE",
  "SALE",
  "RETURN",
  "ADJUSTMENT",
  "TRANSFER_OUT",
  "TRANSFER_IN",
  "CORRECTION",
] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One immutable change of a level, with the balances after it. */
export interface LedgerEntry {
  readonly id: string;
  readonly productVariantId: string;
  readonly warehouseId: string;
  readonly itemVersion: number;
  /** Its place among the entries of the same version. */
  readonly ordinal: number;
  readonly kind: LedgerKind;
  readonly quantityDelta: number;
  readonly reservedDelta: number;
  readonly quantityAfter: number;
  readonly reservedAfter: number;
  readonly reason: string | null;
  /** The order or document that caused it. */
  readonly reference: string | null;
  readonly actor: string;
  /** By which it was done; null: from before this was recorded. */
  readonly right: string | null;
  /** Codes or ids of the warehouses the actor was confined to; null = all. */
  readonly confinedTo: readonly string[] | null;
  readonly correlationId: string;
  readonly occurredAt: Instant;
}

export function available(stock: Pick<Item, "quantity" | "reserved">): number {
  return stock.quantity - stock.reserved;
}

/** What the line still holds. */
export function open(line: ReservationLine): number {
  return line.quantity - line.fulfilled - line.released;
}

/** What of the line is still on its way. */
export function onTheWay(line: TransferLine): number {
  return line.quantity - line.received - line.missing - line.returned;
}

export function statusOf(
  item: Pick<Item, "quantity" | "reserved" | "lowStockThreshold">,
  discontinued = false,
): StockStatus {
  if (discontinued) return "DISCONTINUED";
  const free = available(item);
  if (free <= 0) return "OUT_OF_STOCK";
  return free <= item.lowStockThreshold ? "LOW_STOCK" : "IN_STOCK";
}
