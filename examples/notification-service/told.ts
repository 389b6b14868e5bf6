import type { Pool, PoolClient } from "pg";
import type { EventOf } from "stockfeed/consumer";
import type { Crossing } from "./mail.js";

// Of each variant its latest change, and up to which of its versions somebody was told.
const TABLE = `CREATE TABLE IF NOT EXISTS notified_variant (
  product_variant_id text PRIMARY KEY, version bigint NOT NULL DEFAULT 0, cause text, sku text, told bigint NOT NULL DEFAULT 0)`;
const REMEMBER = `INSERT INTO notified_variant (product_variant_id, version, cause, sku) VALUES ($1, $2, $3, $4)
  ON CONFLICT (product_variant_id) DO UPDATE
    SET version = excluded.version, cause = excluded.cause, sku = excluded.sku
    WHERE notified_variant.version <= excluded.version`;
const CLAIM = `INSERT INTO notified_variant (product_variant_id, told) VALUES ($1, $2)
  ON CONFLICT (product_variant_id) DO UPDATE SET told = excluded.told
    WHERE notified_variant.told < excluded.told
      AND (notified_variant.version, notified_variant.cause) IS DISTINCT FROM (excluded.told, 'SCHEDULED_SYNC')
  RETURNING sku`;

export async function createTable(pool: Pool): Promise<void> {
  await pool.query(TABLE);
}

/** A change of the units on hand comes before what follows from it. */
export async function remember(
  transaction: PoolClient,
  { aggregateVersion, data }: EventOf<"StockLevelChangedEvent">,
): Promise<void> {
  await transaction.query(REMEMBER, [data.productVariantId, aggregateVersion, data.trigger, data.sku]);
}

/** @returns undefined when nobody is to be told: it was done, also by another event of that change, or a count was put right. */
export async function claim(
  transaction: PoolClient,
  { aggregateVersion, data }: Crossing,
): Promise<{ sku: string | null } | undefined> {
  const values = [data.productVariantId, aggregateVersion];
  return (await transaction.query<{ sku: string | null }>(CLAIM, values)).rows[0];
}
