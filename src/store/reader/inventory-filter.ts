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
  /** Where a page begins, told the column with the item's id. */
  readonly after: (id: string) => readonly string[];
  /** Order and limit. */
  readonly tail: string;
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
    ${and([...all, ...part.after("i.product_variant_id")])} ${part.tail})`;
}

/**
 * Each status by a scan of its own, in the order of the index; and the few items whose stored
 * status may be out of date, since a hold of theirs has expired and is not booked.
 */
function byStatus({ statuses, ...others }: InventoryFilter, part: Part): string {
  const wanted = part.parameters.add(statuses, "stock_status[]");
  const all = and([
    ...conditions({ ...others, statuses: null }, part.parameters),
    ...part.after("i.product_variant_id"),
  ]);
  return `
    (SELECT c.* FROM unnest(${wanted}) AS s(status) CROSS JOIN LATERAL (
       SELECT ${part.select} FROM inventory i
       WHERE i.deleted_at IS NULL AND i.status = s.status AND (i.next_expiry <= now()) IS NOT TRUE ${all} ${part.tail}) c)
    UNION ALL
    (SELECT ${part.select} FROM inventory i
     WHERE i.deleted_at IS NULL AND i.next_expiry <= now() AND ${STATUS} = ANY(${wanted}) ${all} ${part.tail})`;
}

function byWarehouse({ warehouseIds, ...others }: InventoryFilter, part: Part): string {
  const wanted = part.parameters.add(warehouseIds, "uuid[]");
  const all = conditions({ ...others, warehouseIds: null }, part.parameters);
  return `
    (SELECT c.* FROM unnest(${wanted}) AS w(id) CROSS JOIN LATERAL (
       SELECT ${part.select} FROM stock_level l JOIN inventory i USING (product_variant_id)
       WHERE l.warehouse_id = w.id AND i.deleted_at IS NULL
         ${and([...all, ...part.after("l.product_variant_id")])} ${part.tail}) c)`;
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
export function isAfter(order: InventoryOrder, key: InventoryKey, parameters: Parameters) {
  const last = parameters.add(key.productVariantId, "text");
  switch (order) {
    case "PRODUCT_VARIANT_ID":
      return (id: string) => [`${id} > ${last}`];
    case "UPDATED_AT": {
      const at = parameters.addMoment(key.value);
      return (id: string) => [`(i.updated_at < ${at} OR (i.updated_at = ${at} AND ${id} > ${last}))`];
    }
    case "AVAILABLE": {
      const units = parameters.add(key.value, "int");
      return (id: string) => [`(${AVAILABLE} > ${units} OR (${AVAILABLE} = ${units} AND ${id} > ${last}))`];
    }
    default:
      return order satisfies never;
  }
}
