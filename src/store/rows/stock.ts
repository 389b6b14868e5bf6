import type { Item, Level } from "../../domain/model.js";
import { ms } from "./moments.js";

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
