import type pg from "pg";
import type { Reader } from "../../ports/reader.js";
import type { InventoryFilter, InventoryQuery } from "../../ports/reader-queries.js";
import { queryJson } from "../json-query.js";
import type { ItemRow } from "../rows.js";
import { ITEM, toCurrentItem } from "./current.js";
import { candidates, isAfter, ORDERS } from "./inventory-filter.js";
import { pageOf, Parameters, prepared } from "./shapes.js";

const ALL: InventoryFilter = {
  productVariantIds: null,
  skuPrefix: null,
  statuses: null,
  warehouseIds: null,
  availableBelow: null,
  updatedSince: null,
};

const NOWHERE = () => [];

type InventoryReads = Pick<Reader, "inventory" | "itemsAfter" | "countItems">;

export function createInventoryReads(pool: pg.Pool): InventoryReads {
  async function inventory(query: InventoryQuery, first: number) {
    const parameters = new Parameters();
    const text = pageText(query, first + 1, parameters);
    const rows = await queryJson<ItemRow[]>(pool, prepared("inventory", text), parameters.values);
    return pageOf(rows, first, toCurrentItem);
  }
  return {
    inventory,

    itemsAfter(productVariantId, first) {
      const after = productVariantId === null ? null : { value: 0, productVariantId };
      return inventory({ filter: ALL, order: "PRODUCT_VARIANT_ID", after }, first);
    },

    async countItems(filter = ALL) {
      const parameters = new Parameters();
      const part = {
        parameters,
        select: "i.product_variant_id",
        after: NOWHERE,
        afterId: null,
        tail: () => "",
      };
      const counted = (filter.warehouseIds?.length ?? 0) > 1 ? "DISTINCT product_variant_id" : "*";
      const text = `SELECT count(${counted})::text AS json FROM (${candidates(filter, part)}) c`;
      return queryJson<number>(pool, prepared("count_items", text), parameters.values);
    },
  };
}

/** The keys of the page first, then its rows: a sort carries no more than it has to. */
function pageText({ filter, order, after }: InventoryQuery, limit: number, parameters: Parameters): string {
  const { key, direction } = ORDERS[order];
  const most = parameters.add(limit, "int");
  const from = candidates(filter, {
    parameters,
    select: `i.product_variant_id, ${key ?? "0"} AS key`,
    after: after ? isAfter(order, after, parameters) : NOWHERE,
    // No id is empty.
    afterId: key === null ? () => parameters.add(after?.productVariantId ?? "", "text") : null,
    tail: (first) =>
      `ORDER BY ${[first, key && `key ${direction}`, "i.product_variant_id"].filter(Boolean).join(", ")} LIMIT ${most}`,
  });
  return `
    SELECT coalesce(json_agg(${ITEM} ORDER BY page.key ${direction}, page.product_variant_id), '[]')::text AS json
    FROM (SELECT DISTINCT key, product_variant_id FROM (${from}) c
          ORDER BY key ${direction}, product_variant_id LIMIT ${most}) page
    JOIN inventory i USING (product_variant_id)`;
}
