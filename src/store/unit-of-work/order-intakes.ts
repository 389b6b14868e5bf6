import type { Access } from "../../domain/access.js";
import type { Snapshot } from "../../domain/batch-state.js";
import type { Changes } from "../../domain/decision.js";
import type { OrderIntake } from "../../domain/order-intake.js";
import { ms } from "../rows.js";
import { selectJson, type Transaction } from "./transaction.js";

// Before any item is locked, and in the order of the key: whoever takes one waits for no other after it. An order that
// nobody told of yet gets a row, so that there is something to lock.
const LOCK = `
  WITH locked AS (
    INSERT INTO order_intake AS i (order_id) SELECT unnest($1::text[]) ORDER BY 1
    ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
    RETURNING *
  )
  SELECT coalesce(json_agg(json_build_object('orderId', order_id, 'lines', lines, 'ended', ended, 'shipped', shipped, 'whole', whole,
    'unclaimed', unclaimed, 'reservationIds', reservation_ids, 'updatedAt', ${ms("updated_at")})), '[]')::text AS json
  FROM locked`;

const WRITE = `
  UPDATE order_intake i
  SET lines = nullif(x.lines, 'null'::jsonb), ended = x.ended, shipped = x.shipped, whole = x.whole, unclaimed = x.unclaimed,
    reservation_ids = ARRAY(SELECT jsonb_array_elements_text(x."reservationIds")::uuid),
    updated_at = to_timestamp(x."updatedAt"::float8 / 1000)
  FROM jsonb_to_recordset($1::jsonb)
    AS x("orderId" text, lines jsonb, ended text, shipped jsonb, whole boolean, unclaimed jsonb, "reservationIds" jsonb, "updatedAt" bigint)
  WHERE i.order_id = x."orderId"`;

const FORGET = `
  DELETE FROM order_intake WHERE order_id = ANY($1::text[]) AND lines IS NULL AND ended IS NULL AND shipped = '[]' AND NOT whole`;

export async function lockIntakes(
  tx: Transaction,
  accesses: readonly Pick<Access, "intakes">[],
): Promise<readonly OrderIntake[]> {
  const orders = [...new Set(accesses.flatMap(({ intakes }) => intakes))];
  return orders.length === 0 ? [] : selectJson<OrderIntake[]>(tx, LOCK, orders);
}

/** Variants that were told of: they may have to be sold, or given back. */
export function variantsBehind(intakes: readonly OrderIntake[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    intakes.map(({ orderId, lines }) => [
      orderId,
      (lines ?? []).map(({ productVariantId }) => productVariantId),
    ]),
  );
}

/** What was told now; a row that was only made to be locked goes again. */
export async function writeIntakes(tx: Transaction, before: Snapshot, { intakes }: Changes): Promise<void> {
  if (intakes.length > 0) await tx.$executeRawUnsafe(WRITE, JSON.stringify(intakes));
  const told = new Set(intakes.map(({ orderId }) => orderId));
  const untold = before.intakes.filter(({ orderId }) => !told.has(orderId)).map(({ orderId }) => orderId);
  if (untold.length > 0) await tx.$executeRawUnsafe(FORGET, untold);
}
