import type { Store } from "./store.js";

const PAST = "now() - interval '1 second'";

/** Lets the time of an order's holds be over, as if their seconds had passed. What never expires still does not. */
export async function letTimePass({ database }: Store, orderId: string, items: readonly string[]) {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    // In the order in which every batch locks.
    await client.query(
      "SELECT FROM inventory WHERE product_variant_id = ANY($1) ORDER BY product_variant_id FOR UPDATE",
      [items],
    );
    await client.query(
      `UPDATE reservation SET expires_at = ${PAST} WHERE order_id = $1 AND expires_at IS NOT NULL`,
      [orderId],
    );
    await client.query(
      `UPDATE reservation_line SET expires_at = ${PAST}
       WHERE reservation_id IN (SELECT id FROM reservation WHERE order_id = $1) AND expires_at IS NOT NULL`,
      [orderId],
    );
    await client.query(`UPDATE inventory SET next_expiry = ${PAST} WHERE product_variant_id = ANY($1)`, [
      items,
    ]);
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}
