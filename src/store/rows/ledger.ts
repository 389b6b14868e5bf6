import type { LedgerEntry } from "../../domain/model.js";
import { ms } from "./moments.js";

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
  string | null,
  string[] | null,
  string,
  number,
];

/** Of a row of `ledger_entry e`. */
export const ENTRY_JSON = `json_build_array(e.id, e.product_variant_id, e.warehouse_id, e.item_version, e.ordinal,
  e.kind, e.quantity_delta, e.reserved_delta, e.quantity_after, e.reserved_after, e.reason, e.reference, e.actor,
  e.by_right, e.confined_to, e.correlation_id, ${ms("e.occurred_at")})`;

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
    right: row[13],
    confinedTo: row[14],
    correlationId: row[15],
    occurredAt: row[16],
  };
}
