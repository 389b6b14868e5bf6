import type pg from "pg";
import type { Item, Reservation, Warehouse } from "../domain/model.js";
import { isUuid } from "../domain/validate.js";
import type { Page, Reader } from "../ports/reader.js";
import { queryJson, type JsonStatement } from "./json-query.js";
import { ITEM, toCurrentItem } from "./reader/current.js";
import { createItemReads } from "./reader/items.js";
import {
  RESERVATION_JSON,
  toReservation,
  toWarehouse,
  WAREHOUSE_JSON,
  type ItemRow,
  type ReservationRow,
  type WarehouseRow,
} from "./rows.js";

const ITEMS_AFTER: JsonStatement = {
  name: "items_after",
  text: `SELECT coalesce(json_agg(${ITEM} ORDER BY i.product_variant_id), '[]')::text AS json FROM (
           SELECT * FROM inventory WHERE product_variant_id > $1 ORDER BY product_variant_id LIMIT $2) i`,
};

const COUNT_ITEMS: JsonStatement = {
  name: "count_items",
  text: "SELECT count(*)::text AS json FROM inventory",
};

const WAREHOUSES: JsonStatement = {
  name: "warehouses",
  text: `SELECT coalesce(json_agg(${WAREHOUSE_JSON} ORDER BY w.priority, w.code), '[]')::text AS json FROM warehouse w`,
};

const RESERVATIONS: JsonStatement = {
  name: "reservations",
  text: `SELECT json_build_object('now', (extract(epoch from now()) * 1000)::bigint,
           'rows', coalesce(json_agg(${RESERVATION_JSON}), '[]'))::text AS json
         FROM reservation r WHERE r.id = ANY($1::uuid[])`,
};

export function createReader(pool: pg.Pool): Reader {
  return {
    ...createItemReads(pool),

    async itemsAfter(productVariantId, first): Promise<Page<Item>> {
      const rows = await queryJson<ItemRow[]>(pool, ITEMS_AFTER, [productVariantId ?? "", first + 1]);
      return { nodes: rows.slice(0, first).map(toCurrentItem), hasNextPage: rows.length > first };
    },

    countItems: () => queryJson<number>(pool, COUNT_ITEMS, []),

    async warehouses(): Promise<Warehouse[]> {
      return (await queryJson<WarehouseRow[]>(pool, WAREHOUSES, [])).map(toWarehouse);
    },

    async reservations(ids) {
      const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isUuid);
      const { now, rows } = await queryJson<{ now: number; rows: ReservationRow[] }>(pool, RESERVATIONS, [
        wanted,
      ]);
      const found = new Map(rows.map((row) => [row[0], asOf(toReservation(row), now)]));
      return ids.map((id) => found.get(id.toLowerCase()) ?? null);
    },
  };
}

function asOf(reservation: Reservation, now: number): Reservation {
  const { status, expiresAt } = reservation;
  return status === "ACTIVE" && expiresAt !== null && expiresAt <= now
    ? { ...reservation, status: "EXPIRED" }
    : reservation;
}
