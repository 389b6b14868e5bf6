import type pg from "pg";
import { isUuid } from "../../domain/validate.js";
import type { Reader } from "../../ports/reader.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import {
  BIN_JSON,
  toBin,
  toTransfer,
  toWarehouse,
  TRANSFER_JSON,
  WAREHOUSE_JSON,
  type BinRow,
  type TransferRow,
  type WarehouseRow,
} from "../rows.js";
import { grouped } from "./shapes.js";

const WAREHOUSES: JsonStatement = {
  name: "warehouses",
  text: `SELECT coalesce(json_agg(${WAREHOUSE_JSON} ORDER BY w.priority, w.code), '[]')::text AS json FROM warehouse w`,
};

const BINS_OF_WAREHOUSES: JsonStatement = {
  name: "bins_of_warehouses",
  text: `SELECT coalesce(json_agg(${BIN_JSON} ORDER BY b.code), '[]')::text AS json
         FROM warehouse_bin b WHERE b.warehouse_id = ANY($1::uuid[])`,
};

const BINS_OF_ITEMS: JsonStatement = {
  name: "bins_of_items",
  text: `SELECT coalesce(json_agg(json_build_array(a.product_variant_id, ${BIN_JSON}) ORDER BY b.code), '[]')::text AS json
         FROM bin_assignment a JOIN warehouse_bin b ON b.id = a.bin_id WHERE a.product_variant_id = ANY($1::text[])`,
};

const TRANSFERS: JsonStatement = {
  name: "transfers",
  text: `SELECT coalesce(json_agg(${TRANSFER_JSON}), '[]')::text AS json
         FROM stock_transfer t WHERE t.id = ANY($1::uuid[])`,
};

type PlaceReads = Pick<Reader, "warehouses" | "binsOfWarehouses" | "binsOfItems" | "transfers">;

export function createPlaceReads(pool: pg.Pool): PlaceReads {
  return {
    async warehouses() {
      return (await queryJson<WarehouseRow[]>(pool, WAREHOUSES, [])).map(toWarehouse);
    },

    async binsOfWarehouses(warehouseIds) {
      const bins = (await queryJson<BinRow[]>(pool, BINS_OF_WAREHOUSES, [warehouseIds])).map(toBin);
      return grouped(warehouseIds, bins, ({ warehouseId }) => warehouseId);
    },

    async binsOfItems(productVariantIds) {
      const rows = await queryJson<[string, BinRow][]>(pool, BINS_OF_ITEMS, [productVariantIds]);
      const bins = rows.map(([productVariantId, row]) => ({
        productVariantId,
        binId: row[0],
        ...toBin(row),
      }));
      return grouped(productVariantIds, bins, ({ productVariantId }) => productVariantId);
    },

    async transfers(ids) {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isUuid);
      const rows = await queryJson<TransferRow[]>(pool, TRANSFERS, [wanted]);
      const found = new Map(rows.map((row) => [row[0], toTransfer(row)]));
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },
  };
}
