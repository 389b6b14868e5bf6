import type { Client } from "pg";
import { HOT_VARIANT } from "./variants.js";

/** Units reserved of the hot variant. */
export async function hotReserved(client: Client): Promise<number> {
  const { rows } = await client.query<{ reserved: number }>(
    "SELECT reserved FROM inventory WHERE product_variant_id = $1",
    [HOT_VARIANT],
  );
  return rows[0]?.reserved ?? 0;
}

/** @throws Error when the stock is not what its levels, its holds and its ledger say. */
export async function checkStock(client: Client): Promise<void> {
  const { rows } = await client.query<{ wrong: string }>(
    `SELECT count(*) AS wrong FROM inventory i
     LEFT JOIN (SELECT product_variant_id, sum(quantity) q, sum(reserved) r FROM stock_level GROUP BY 1) l
       USING (product_variant_id)
     LEFT JOIN (SELECT product_variant_id, sum(quantity - fulfilled_quantity - released_quantity) r
                FROM reservation_line GROUP BY 1) h USING (product_variant_id)
     LEFT JOIN (SELECT product_variant_id, sum(quantity_delta) q, sum(reserved_delta) r, max(item_version) v
                FROM ledger_entry GROUP BY 1) e USING (product_variant_id)
     WHERE (i.quantity, i.reserved) IS DISTINCT FROM (l.q, l.r) OR i.reserved <> COALESCE(h.r, 0)
        OR (i.quantity, i.reserved, i.version) IS DISTINCT FROM (e.q, e.r, e.v)`,
  );
  if (rows[0]?.wrong !== "0")
    throw new Error(`${rows[0]?.wrong} items contradict their levels, holds or ledger.`);
}
