import type pg from "pg";
import type { Item, Level } from "../../domain/model.js";
import type { Reader } from "../../ports/reader.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import {
  toLevel,
  toWarehouse,
  WAREHOUSE_JSON,
  type ItemRow,
  type LevelRow,
  type WarehouseRow,
} from "../rows.js";
import { ITEM, LEVEL, toCurrentItem } from "./current.js";
import { grouped } from "./shapes.js";

const ITEMS: JsonStatement = {
  name: "items",
  text: `SELECT coalesce(json_agg(${ITEM}), '[]')::text AS json
         FROM inventory i WHERE i.product_variant_id = ANY($1::text[])`,
};

const ITEMS_AS_OF_NOW: JsonStatement = {
  name: "items_as_of_now",
  text: `SELECT json_build_object('now', (extract(epoch from now()) * 1000)::bigint, 'items',
           coalesce(json_agg(${ITEM}), '[]'))::text AS json
         FROM inventory i WHERE i.product_variant_id = ANY($1::text[]) AND i.deleted_at IS NULL`,
};

const LEVELS: JsonStatement = {
  name: "levels",
  text: `SELECT coalesce(json_agg(${LEVEL} ORDER BY w.priority, w.code), '[]')::text AS json
         FROM stock_level s JOIN inventory i USING (product_variant_id) JOIN warehouse w ON w.id = s.warehouse_id
         WHERE s.product_variant_id = ANY($1::text[])`,
};

const STOCK: JsonStatement = {
  name: "stock",
  text: `SELECT json_build_object(
           'now', (extract(epoch from now()) * 1000)::bigint,
           'items', (SELECT coalesce(json_agg(${ITEM}), '[]') FROM inventory i
                     WHERE i.product_variant_id = ANY($1::text[]) AND i.deleted_at IS NULL),
           'levels', (SELECT coalesce(json_agg(${LEVEL}), '[]')
                      FROM stock_level s JOIN inventory i USING (product_variant_id)
                      WHERE s.product_variant_id = ANY($1::text[]) AND i.deleted_at IS NULL),
           'warehouses', (SELECT coalesce(json_agg(${WAREHOUSE_JSON}), '[]') FROM warehouse w))::text AS json`,
};

const OVERDUE_ITEMS: JsonStatement = {
  name: "overdue_items",
  text: `SELECT coalesce(json_agg(product_variant_id), '[]')::text AS json FROM (
           SELECT product_variant_id FROM inventory WHERE next_expiry <= now() ORDER BY next_expiry LIMIT $1) i`,
};

type ItemReads = Pick<
  Reader,
  "items" | "itemsAsOfNow" | "itemsEvenDeleted" | "levels" | "stock" | "overdueItems"
>;

export function createItemReads(pool: pg.Pool): ItemReads {
  async function itemsEvenDeleted(productVariantIds: readonly string[]): Promise<(Item | null)[]> {
    const rows = await queryJson<ItemRow[]>(pool, ITEMS, [[...new Set(productVariantIds)]]);
    const items = new Map(rows.map((row) => [row[0], toCurrentItem(row)]));
    return productVariantIds.map((id) => items.get(id) ?? null);
  }
  return {
    itemsEvenDeleted,

    async items(productVariantIds) {
      const items = await itemsEvenDeleted(productVariantIds);
      return items.map((item) => (item?.deletedAt === null ? item : null));
    },

    async itemsAsOfNow(productVariantIds) {
      const asked = [[...new Set(productVariantIds)]];
      const { now, items: rows } = await queryJson<ItemRows>(pool, ITEMS_AS_OF_NOW, asked);
      const items = new Map(rows.map((row) => [row[0], toCurrentItem(row)]));
      return { now, items: productVariantIds.map((id) => items.get(id) ?? null) };
    },

    async levels(productVariantIds): Promise<Level[][]> {
      const rows = await queryJson<LevelRow[]>(pool, LEVELS, [[...new Set(productVariantIds)]]);
      return grouped(productVariantIds, rows.map(toLevel), ({ productVariantId }) => productVariantId);
    },

    async stock(productVariantIds) {
      const { now, items, levels, warehouses } = await queryJson<StockRows>(pool, STOCK, [
        [...new Set(productVariantIds)],
      ]);
      return {
        now,
        items: items.map(toCurrentItem),
        levels: levels.map(toLevel),
        warehouses: warehouses.map(toWarehouse),
      };
    },

    overdueItems: (limit) => queryJson<string[]>(pool, OVERDUE_ITEMS, [limit]),
  };
}

interface ItemRows {
  readonly now: number;
  readonly items: ItemRow[];
}

interface StockRows {
  readonly now: number;
  readonly items: ItemRow[];
  readonly levels: LevelRow[];
  readonly warehouses: WarehouseRow[];
}
