import type { InventoryFilter, InventoryKey, InventoryOrder } from "../../ports/reader-queries.js";
import { AVAILABLE, STATUS } from "./current.js";
import { and, type Parameters } from "./shapes.js";

/** By what `inventory i` is ordered before its id; null = by its id alone. */
export const ORDERS: Readonly<Record<InventoryOrder, { key: string | null; direction: "ASC" | "DESC" }>> = {
  PRODUCT_VARIANT_ID: { key: null, direction: "ASC" },
  UPDATED_AT: { key: "i.updated_at", direction: "DESC" },
  AVAILABLE: { key: AVAILABLE, direction: "ASC" },
};

interface Part {
  readonly parameters: Parameters;
  readonly select: string;
  /** Where the page begins, told the column with the item's id. */
  readonly after: (id: string) => readonly string[];
  /** Where it begins in the order of ids; null: the order is another, or none. */
  readonly afterId: (() => string) | null;
  /** Order and limit, told what to order by before all else. */
  readonly tail: (first?: string) => string;
}

/**
 * Selects from `inventory i` what meets the filter, by the one index that serves it best.
 * Some rows come more than once.
 */
export function candidates(filter: InventoryFilter, part: Part): string {
  if (filter.productVariantIds || filter.skuPrefix !== null) return fromItems(filter, part);
  if (filter.statuses) return byStatus(filter, part);
  return filter.warehouseIds ? byWarehouse(filter, part) : fromItems(filter, part);
}

function fromItems(filter: InventoryFilter, part: Part): string {
  const all = conditions(filter, part.parameters);
  return `(SELECT ${part.select} FROM inventory i WHERE i.deleted_at IS NULL
    ${and([...all, ...part.after("i.product_variant_id")])} ${part.tail()})`;
}

/**
 * Each status by a scan of its own, in the order of the index; and the few items whose stored
 * status may be out of date, since a hold of theirs has expired and is not booked.
 */
function byStatus({ statuses, ...others }: InventoryFilter, part: Part): string {
  const wanted = part.parameters.add(statuses, "stock_status[]");
  const all = and(conditions({ ...others, statuses: null }, part.parameters));
  const after = and(part.after("i.product_variant_id"));
  const own = section("i.status", "s.status", "i.product_variant_id", part);
  return `
    (SELECT c.* FROM unnest(${wanted}) AS s(status) CROSS JOIN LATERAL (
       SELECT ${part.select} FROM inventory i
       WHERE i.deleted_at IS NULL AND (i.next_expiry <= now()) IS NOT TRUE ${all} ${own}) c)
    UNION ALL
    (SELECT ${part.select} FROM inventory i
     WHERE i.deleted_at IS NULL AND i.next_expiry <= now() AND ${STATUS} = ANY(${wanted}) ${all} ${after} ${part.tail()})`;
}

function byWarehouse({ warehouseIds, ...others }: InventoryFilter, part: Part): string {
  const wanted = part.parameters.add(warehouseIds, "uuid[]");
  const all = and(conditions({ ...others, warehouseIds: null }, part.parameters));
  const own = section("l.warehouse_id", "w.id", "l.product_variant_id", part);
  return `
    (SELECT c.* FROM unnest(${wanted}) AS w(id) CROSS JOIN LATERAL (
       SELECT ${part.select} FROM stock_level l JOIN inventory i USING (product_variant_id)
       WHERE i.deleted_at IS NULL ${all} ${own}) c)`;
}

/**
 * The part of an index over (column, id) where the column has the value. As a range, ordered
 * by the column too, no other index has that order: the planner, which knows no values, takes
 * the primary key otherwise, and looks through the whole table for the rare ones.
 */
function section(column: string, value: string, id: string, part: Part): string {
  if (part.afterId === null) return `AND ${column} = ${value} ${and(part.after(id))} ${part.tail()}`;
  return `AND (${column}, ${id}) > (${value}, ${part.afterId()}) AND ${column} <= ${value} ${part.tail(column)}`;
}

function conditions(filter: InventoryFilter, parameters: Parameters): string[] {
  const { productVariantIds, skuPrefix, statuses, warehouseIds, availableBelow, updatedSince } = filter;
  const found: string[] = [];
  if (productVariantIds)
    found.push(`i.product_variant_id = ANY(${parameters.add(productVariantIds, "text[]")})`);
  if (skuPrefix !== null) found.push(...startsWith(skuPrefix, parameters));
  if (statuses) {
    const wanted = parameters.add(statuses, "stock_status[]");
    found.push(`CASE WHEN i.next_expiry <= now() THEN ${STATUS} ELSE i.status END = ANY(${wanted})`);
  }
  if (warehouseIds) {
    const wanted = parameters.add(warehouseIds, "uuid[]");
    found.push(`EXISTS (SELECT FROM stock_level l
      WHERE l.product_variant_id = i.product_variant_id AND l.warehouse_id = ANY(${wanted}))`);
  }
  if (availableBelow !== null) found.push(`${AVAILABLE} < ${parameters.add(availableBelow, "int")}`);
  if (updatedSince !== null) found.push(`i.updated_at >= ${parameters.addMoment(updatedSince)}`);
  return found;
}

/** As a range of the index, in which nothing is a wildcard. */
function startsWith(prefix: string, parameters: Parameters): string[] {
  const range = [`i.sku COLLATE "C" >= ${parameters.add(prefix, "text")}`];
  const end = firstBeyond(prefix);
  if (end !== null) range.push(`i.sku COLLATE "C" < ${parameters.add(end, "text")}`);
  return range;
}

const LAST_CODE_POINT = 0x10ffff;

/** The first text, bytewise, after all that begin with the prefix; null = there is none. */
export function firstBeyond(prefix: string): string | null {
  const codePoints = [...prefix].map((character) => character.codePointAt(0) as number);
  while (codePoints.at(-1) === LAST_CODE_POINT) codePoints.pop();
  const last = codePoints.pop();
  if (last === undefined) return null;
  // Surrogates stand for no character.
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return String.fromCodePoint(...codePoints, next);
}

/** What comes after a key in the order; `id`: the column with the item's id. */
export function isAfter(
  order: InventoryOrder,
  { value, productVariantId }: InventoryKey,
  parameters: Parameters,
) {
  return (id: string): string[] => {
    const later = `${id} > ${parameters.add(productVariantId, "text")}`;
    switch (order) {
      case "PRODUCT_VARIANT_ID":
        return [later];
      case "UPDATED_AT": {
        const at = parameters.addMoment(value);
        return [`(i.updated_at < ${at} OR (i.updated_at = ${at} AND ${later}))`];
      }
      case "AVAILABLE": {
        const units = parameters.add(value, "int");
        return [`(${AVAILABLE} > ${units} OR (${AVAILABLE} = ${units} AND ${later}))`];
      }
      default:
        return order satisfies never;
    }
  };
}
