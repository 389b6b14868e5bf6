import type { Bin, Transfer, TransferLine, Warehouse } from "../../domain/model.js";
import { ms } from "./moments.js";

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
