import type pg from "pg";
import { isUuid } from "../../domain/validate.js";
import type { Found, Reader } from "../../ports/reader.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import {
  BIN_JSON,
  ENTRY_JSON,
  toBin,
  toEntry,
  toReservation,
  toTransfer,
  toWarehouse,
  TRANSFER_JSON,
  WAREHOUSE_JSON,
  type BinRow,
  type EntryRow,
  type ItemRow,
  type ReservationRow,
  type TransferRow,
  type WarehouseRow,
} from "../rows.js";
import { ITEM, toCurrentItem } from "./current.js";
import { RESERVATION } from "./reservations.js";

interface Rows {
  readonly items: ItemRow[];
  readonly warehouses: WarehouseRow[];
  readonly bins: BinRow[];
  readonly reservations: ReservationRow[];
  readonly entries: EntryRow[];
  readonly transfers: TransferRow[];
}

const rows = (json: string, from: string): string =>
  `(SELECT coalesce(json_agg(${json}), '[]') FROM ${from}.id = ANY($1::uuid[]))`;

const NODES: JsonStatement = {
  name: "nodes",
  text: `SELECT json_build_object(
    'items', ${rows(ITEM, "inventory i WHERE i.deleted_at IS NULL AND i")},
    'warehouses', ${rows(WAREHOUSE_JSON, "warehouse w WHERE w")},
    'bins', ${rows(BIN_JSON, "warehouse_bin b WHERE b")},
    'reservations', ${rows(RESERVATION, "reservation r WHERE r")},
    'entries', ${rows(ENTRY_JSON, "ledger_entry e WHERE e")},
    'transfers', ${rows(TRANSFER_JSON, "stock_transfer t WHERE t")})::text AS json`,
};

/** One look into the primary key of each table: an id does not say whose it is. */
export function createNodeReads(pool: pg.Pool): Pick<Reader, "nodes"> {
  return {
    async nodes(ids) {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isUuid);
      const found = await queryJson<Rows>(pool, NODES, [wanted]);
      const all: Found[] = [
        ...found.items.map((row) => ({ kind: "item" as const, row: toCurrentItem(row) })),
        ...found.warehouses.map((row) => ({ kind: "warehouse" as const, row: toWarehouse(row) })),
        ...found.bins.map((row) => ({ kind: "bin" as const, row: toBin(row) })),
        ...found.reservations.map((row) => ({ kind: "reservation" as const, row: toReservation(row) })),
        ...found.entries.map((row) => ({ kind: "entry" as const, row: toEntry(row) })),
        ...found.transfers.map((row) => ({ kind: "transfer" as const, row: toTransfer(row) })),
      ];
      const byId = new Map(all.map((node) => [node.row.id, node]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
  };
}
