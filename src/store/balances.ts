import type pg from "pg";
import type { Audit, ItemBalance } from "../domain/audit.js";
import type { StockAudits } from "../ports/stock-audits.js";
import { kindOfError } from "./database-error.js";
import { queryJson, type JsonStatement } from "./json-query.js";
import { itemJson, levelJson, toItem, toLevel, type ItemRow, type LevelRow } from "./rows.js";
import { selectJson, type Transaction } from "./unit-of-work/transaction.js";

/** What the rows below an item add up to; `i`: a row with its `product_variant_id`. */
const BALANCE = `json_build_object(
  'productVariantId', i.product_variant_id,
  'inTransit', (SELECT coalesce(sum(l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity), 0)
                FROM stock_transfer_line l WHERE l.product_variant_id = i.product_variant_id
                  AND l.quantity > l.received_quantity + l.missing_quantity + l.returned_quantity),
  'levels', (
    SELECT coalesce(json_agg(json_build_object('warehouseId', s.warehouse_id,
      'ledgerQuantity', ledger.quantity, 'ledgerReserved', ledger.reserved,
      'newestQuantity', coalesce(newest.quantity_after, 0), 'newestReserved', coalesce(newest.reserved_after, 0),
      'held', held.units)), '[]')
    FROM stock_level s
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(e.quantity_delta), 0) AS quantity, coalesce(sum(e.reserved_delta), 0) AS reserved
      FROM ledger_entry e
      WHERE e.product_variant_id = s.product_variant_id AND e.warehouse_id = s.warehouse_id) ledger
    LEFT JOIN LATERAL (
      SELECT e.quantity_after, e.reserved_after FROM ledger_entry e
      WHERE e.product_variant_id = s.product_variant_id AND e.warehouse_id = s.warehouse_id
      ORDER BY e.item_version DESC LIMIT 1) newest ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(l.quantity - l.fulfilled_quantity - l.released_quantity), 0) AS units
      FROM reservation_line l
      WHERE l.product_variant_id = s.product_variant_id AND l.warehouse_id = s.warehouse_id
        AND l.quantity > l.fulfilled_quantity + l.released_quantity) held
    WHERE s.product_variant_id = i.product_variant_id))`;

const BALANCES = `
  SELECT coalesce(json_agg(${BALANCE}), '[]')::text AS json
  FROM unnest($1::text[]) AS i(product_variant_id)`;

export async function readBalances(
  tx: Transaction,
  productVariantIds: readonly string[],
): Promise<ItemBalance[]> {
  return productVariantIds.length === 0 ? [] : selectJson<ItemBalance[]>(tx, BALANCES, productVariantIds);
}

const AUDIT = `json_build_object('item', ${itemJson("i")}, 'balance', ${BALANCE},
  'levels', (SELECT coalesce(json_agg(${levelJson("v")}), '[]')
             FROM stock_level v WHERE v.product_variant_id = i.product_variant_id))`;

const AUDITS: JsonStatement = {
  name: "audits",
  text: `SELECT coalesce(json_agg(${AUDIT}), '[]')::text AS json
         FROM inventory i WHERE i.product_variant_id = ANY($1::text[])`,
};

const AUDITS_AFTER: JsonStatement = {
  name: "audits_after",
  text: `SELECT coalesce(json_agg(${AUDIT} ORDER BY i.product_variant_id), '[]')::text AS json FROM (
           SELECT * FROM inventory WHERE product_variant_id > $1 ORDER BY product_variant_id LIMIT $2) i`,
};

interface AuditRow {
  item: ItemRow;
  levels: LevelRow[];
  balance: ItemBalance;
}

export function createStockAudits(pool: pg.Pool): StockAudits {
  const read = async (statement: JsonStatement, ...values: unknown[]) =>
    (await queryJson<AuditRow[]>(pool, statement, values)).map(toAudit);
  async function of(productVariantIds: readonly string[]): Promise<Audit[]> {
    try {
      return await read(AUDITS, productVariantIds);
    } catch (error) {
      if (!tookTooLong(error) || productVariantIds.length < 2) throw error;
      const half = productVariantIds.length >> 1;
      return [...(await of(productVariantIds.slice(0, half))), ...(await of(productVariantIds.slice(half)))];
    }
  }
  async function after(productVariantId: string | null, first: number): Promise<Audit[]> {
    try {
      return await read(AUDITS_AFTER, productVariantId ?? "", first);
    } catch (error) {
      if (!tookTooLong(error) || first < 2) throw error;
      return after(productVariantId, first >> 1);
    }
  }
  return { of, after };
}

/** Ledgers can be long: fewer of them are added up in the time that a statement has. */
function tookTooLong(error: unknown): boolean {
  return kindOfError(error) === "slow";
}

function toAudit({ item, levels, balance }: AuditRow): Audit {
  return { item: toItem(item), levels: levels.map(toLevel), balance };
}
