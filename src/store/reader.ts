import type pg from "pg";
import { statusOf, type Item, type Level, type Reservation, type Warehouse } from "../domain/model.js";
import { isUuid } from "../domain/validate.js";
import type { Page, Reader } from "../ports/reader.js";
import { queryJson, type JsonStatement } from "./json-query.js";
import {
  itemJson,
  levelJson,
  RESERVATION_JSON,
  toItem,
  toLevel,
  toReservation,
  toWarehouse,
  WAREHOUSE_JSON,
  type ItemRow,
  type LevelRow,
  type ReservationRow,
  type WarehouseRow,
} from "./rows.js";

// Expiry is exact at read: what has expired and is not booked yet is not reserved. The
// item's next_expiry tells cheaply that there is none.

const overdue = (where: string): string => `
  (SELECT coalesce(sum(l.quantity - l.fulfilled_quantity - l.released_quantity), 0)::int FROM reservation_line l
   WHERE ${where} AND l.expires_at <= now() AND l.quantity > l.fulfilled_quantity + l.released_quantity)`;

const ITEM = itemJson(
  "i",
  `i.reserved - CASE WHEN i.next_expiry <= now() THEN ${overdue("l.product_variant_id = i.product_variant_id")} ELSE 0 END`,
);
const LEVEL = levelJson(
  "s",
  `s.reserved - CASE WHEN i.next_expiry <= now()
     THEN ${overdue("l.product_variant_id = s.product_variant_id AND l.warehouse_id = s.warehouse_id")} ELSE 0 END`,
);

const ITEMS: JsonStatement = {
  name: "items",
  text: `SELECT coalesce(json_agg(${ITEM}), '[]')::text AS json
         FROM inventory i WHERE i.product_variant_id = ANY($1::text[])`,
};

const ITEMS_AFTER: JsonStatement = {
  name: "items_after",
  text: `SELECT coalesce(json_agg(${ITEM} ORDER BY i.product_variant_id), '[]')::text AS json FROM (
           SELECT * FROM inventory WHERE product_variant_id > $1 ORDER BY product_variant_id LIMIT $2) i`,
};

const COUNT_ITEMS: JsonStatement = {
  name: "count_items",
  text: "SELECT count(*)::text AS json FROM inventory",
};

const OVERDUE_ITEMS: JsonStatement = {
  name: "overdue_items",
  text: `SELECT coalesce(json_agg(product_variant_id), '[]')::text AS json FROM (
           SELECT product_variant_id FROM inventory WHERE next_expiry <= now() ORDER BY next_expiry LIMIT $1) i`,
};

const LEVELS: JsonStatement = {
  name: "levels",
  text: `SELECT coalesce(json_agg(${LEVEL} ORDER BY w.priority, w.code), '[]')::text AS json
         FROM stock_level s JOIN inventory i USING (product_variant_id) JOIN warehouse w ON w.id = s.warehouse_id
         WHERE s.product_variant_id = ANY($1::text[])`,
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
    async items(productVariantIds) {
      const rows = await queryJson<ItemRow[]>(pool, ITEMS, [[...new Set(productVariantIds)]]);
      const items = new Map(rows.map((row) => [row[0], current(row)]));
      return productVariantIds.map((id) => items.get(id) ?? null);
    },

    async itemsAfter(productVariantId, first): Promise<Page<Item>> {
      const rows = await queryJson<ItemRow[]>(pool, ITEMS_AFTER, [productVariantId ?? "", first + 1]);
      return { nodes: rows.slice(0, first).map(current), hasNextPage: rows.length > first };
    },

    countItems: () => queryJson<number>(pool, COUNT_ITEMS, []),

    overdueItems: (limit) => queryJson<string[]>(pool, OVERDUE_ITEMS, [limit]),

    async levels(productVariantIds): Promise<Level[][]> {
      const rows = await queryJson<LevelRow[]>(pool, LEVELS, [[...new Set(productVariantIds)]]);
      const levels = new Map<string, Level[]>(productVariantIds.map((id) => [id, []]));
      for (const row of rows) levels.get(row[0])?.push(toLevel(row));
      return productVariantIds.map((id) => levels.get(id) ?? []);
    },

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

/** Its status follows from what is reserved now, not from what was when it was written. */
function current(row: ItemRow): Item {
  const item = toItem(row);
  return { ...item, status: statusOf(item, item.status === "DISCONTINUED") };
}

function asOf(reservation: Reservation, now: number): Reservation {
  const { status, expiresAt } = reservation;
  return status === "ACTIVE" && expiresAt !== null && expiresAt <= now
    ? { ...reservation, status: "EXPIRED" }
    : reservation;
}
