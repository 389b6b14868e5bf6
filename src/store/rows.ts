import type {
  Bin,
  Item,
  LedgerEntry,
  Level,
  Reservation,
  ReservationLine,
  Transfer,
  TransferLine,
  Warehouse,
} from "../domain/model.js";

// How rows travel: as JSON arrays, written by the SQL fragment and read by the function
// below it, in the same order. Times are milliseconds since 1970.

export const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`;

export type ItemRow = [
  string,
  string,
  string | null,
  number,
  number,
  Item["status"],
  number,
  Item["backorderPolicy"],
  number | null,
  number,
  number | null,
  number,
  number,
  number,
  number | null,
];

/** `instead`: expressions for columns, where not simply the column. */
export function itemJson(alias: string, instead: Readonly<Record<string, string>> = {}): string {
  const own = (column: string) => instead[column] ?? `${alias}.${column}`;
  return `json_build_array(${[
    own("product_variant_id"),
    own("id"),
    own("sku"),
    own("quantity"),
    own("reserved"),
    own("status"),
    own("low_stock_threshold"),
    own("backorder_policy"),
    own("backorder_limit"),
    own("version"),
    ms(own("next_expiry")),
    ms(own("created_at")),
    ms(own("updated_at")),
    own("in_transit"),
    ms(own("deleted_at")),
  ].join(", ")})`;
}

export function toItem(row: ItemRow): Item {
  return {
    productVariantId: row[0],
    id: row[1],
    sku: row[2],
    quantity: row[3],
    reserved: row[4],
    status: row[5],
    lowStockThreshold: row[6],
    backorderPolicy: row[7],
    backorderLimit: row[8],
    version: row[9],
    nextExpiry: row[10],
    createdAt: row[11],
    updatedAt: row[12],
    inTransit: row[13],
    deletedAt: row[14],
  };
}

export type LevelRow = [string, string, number, number, number | null];

export function levelJson(alias: string, instead: Readonly<Record<string, string>> = {}): string {
  const own = (column: string) => instead[column] ?? `${alias}.${column}`;
  return `json_build_array(${own("product_variant_id")}, ${own("warehouse_id")}, ${own("quantity")}, ${own("reserved")}, ${own("backorder_limit")})`;
}

export function toLevel(row: LevelRow): Level {
  return {
    productVariantId: row[0],
    warehouseId: row[1],
    quantity: row[2],
    reserved: row[3],
    backorderLimit: row[4],
  };
}

export type WarehouseRow = [string, string, string, number, boolean, number];

export const WAREHOUSE_JSON = "json_build_array(w.id, w.code, w.name, w.priority, w.active, w.version)";

export function toWarehouse(row: WarehouseRow): Warehouse {
  return { id: row[0], code: row[1], name: row[2], priority: row[3], active: row[4], version: row[5] };
}

export type BinRow = [string, string, string];

export const BIN_JSON = "json_build_array(b.id, b.warehouse_id, b.code)";

export function toBin(row: BinRow): Bin {
  return { id: row[0], warehouseId: row[1], code: row[2] };
}

type LineRow = [string, string, number, number, number];
export type ReservationRow = [
  string,
  string,
  string | null,
  Reservation["status"],
  number | null,
  number,
  number,
  LineRow[],
  number,
];

/** Of a row of `reservation r`, with its lines. `status`: the expression for it, where not simply the column. */
export const reservationJson = (
  status = "r.status",
): string => `json_build_array(r.id, r.order_id, r.user_id, ${status}, ${ms("r.expires_at")},
  ${ms("r.created_at")}, ${ms("r.updated_at")}, (
    SELECT json_agg(json_build_array(l.product_variant_id, l.warehouse_id, l.quantity, l.fulfilled_quantity, l.released_quantity)
                    ORDER BY l.product_variant_id, l.warehouse_id)
    FROM reservation_line l WHERE l.reservation_id = r.id), r.version)`;

export const RESERVATION_JSON = reservationJson();

export function toReservation(row: ReservationRow): Reservation {
  return {
    id: row[0],
    orderId: row[1],
    userId: row[2],
    status: row[3],
    expiresAt: row[4],
    createdAt: row[5],
    updatedAt: row[6],
    lines: row[7].map((line): ReservationLine => ({
      productVariantId: line[0],
      warehouseId: line[1],
      quantity: line[2],
      fulfilled: line[3],
      released: line[4],
    })),
    version: row[8],
  };
}

type TransferLineRow = [string, number, number, number, string | null, number];
export type TransferRow = [string, string, string, Transfer["status"], number, number, TransferLineRow[]];

/** Of a row of `stock_transfer t`, with its lines. */
export const TRANSFER_JSON = `json_build_array(t.id, t.from_warehouse_id, t.to_warehouse_id, t.status,
  ${ms("t.created_at")}, ${ms("t.updated_at")}, (
    SELECT json_agg(json_build_array(l.product_variant_id, l.quantity, l.received_quantity, l.missing_quantity,
                                     l.missing_reason, l.returned_quantity) ORDER BY l.product_variant_id)
    FROM stock_transfer_line l WHERE l.transfer_id = t.id))`;

export function toTransfer(row: TransferRow): Transfer {
  return {
    id: row[0],
    fromWarehouseId: row[1],
    toWarehouseId: row[2],
    status: row[3],
    createdAt: row[4],
    updatedAt: row[5],
    lines: row[6].map((line): TransferLine => ({
      productVariantId: line[0],
      quantity: line[1],
      received: line[2],
      missing: line[3],
      missingReason: line[4],
      returned: line[5],
    })),
  };
}

export type EntryRow = [
  string,
  string,
  string,
  number,
  number,
  LedgerEntry["kind"],
  number,
  number,
  number,
  number,
  string | null,
  string | null,
  string,
  string,
  number,
];

/** Of a row of `ledger_entry e`. */
export const ENTRY_JSON = `json_build_array(e.id, e.product_variant_id, e.warehouse_id, e.item_version, e.ordinal,
  e.kind, e.quantity_delta, e.reserved_delta, e.quantity_after, e.reserved_after, e.reason, e.reference, e.actor,
  e.correlation_id, ${ms("e.occurred_at")})`;

export function toEntry(row: EntryRow): LedgerEntry {
  return {
    id: row[0],
    productVariantId: row[1],
    warehouseId: row[2],
    itemVersion: row[3],
    ordinal: row[4],
    kind: row[5],
    quantityDelta: row[6],
    reservedDelta: row[7],
    quantityAfter: row[8],
    reservedAfter: row[9],
    reason: row[10],
    reference: row[11],
    actor: row[12],
    correlationId: row[13],
    occurredAt: row[14],
  };
}
