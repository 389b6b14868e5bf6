import type { ItemBalance } from "../domain/audit.js";
import { selectJson, type Transaction } from "./unit-of-work/transaction.js";

/** What the rows below each item add up to; $1: product variant ids. */
export const BALANCES = `
  SELECT coalesce(json_agg(json_build_object(
    'productVariantId', i.id,
    'inTransit', (SELECT coalesce(sum(l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity), 0)
                  FROM stock_transfer_line l WHERE l.product_variant_id = i.id
                    AND l.quantity > l.received_quantity + l.missing_quantity + l.returned_quantity),
    'levels', (SELECT coalesce(json_agg(json_build_object(
        'warehouseId', s.warehouse_id,
        'ledgerQuantity', (SELECT coalesce(sum(e.quantity_delta), 0) FROM ledger_entry e
                           WHERE e.product_variant_id = i.id AND e.warehouse_id = s.warehouse_id),
        'ledgerReserved', (SELECT coalesce(sum(e.reserved_delta), 0) FROM ledger_entry e
                           WHERE e.product_variant_id = i.id AND e.warehouse_id = s.warehouse_id),
        'held', (SELECT coalesce(sum(l.quantity - l.fulfilled_quantity - l.released_quantity), 0)
                 FROM reservation_line l
                 WHERE l.product_variant_id = i.id AND l.warehouse_id = s.warehouse_id
                   AND l.quantity > l.fulfilled_quantity + l.released_quantity))), '[]')
      FROM stock_level s WHERE s.product_variant_id = i.id))), '[]')::text AS json
  FROM unnest($1::text[]) AS i(id)`;

export async function readBalances(
  tx: Transaction,
  productVariantIds: readonly string[],
): Promise<ItemBalance[]> {
  return productVariantIds.length === 0 ? [] : selectJson<ItemBalance[]>(tx, BALANCES, productVariantIds);
}
