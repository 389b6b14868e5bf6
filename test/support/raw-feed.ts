import type { EventType } from "../../src/domain/events.js";
import { query } from "./services.js";

interface RawEvents {
  readonly count: number;
  readonly lastType?: EventType;
  /** Of how many items in turn; by default one. */
  readonly items?: number;
  /** The first occurred then (milliseconds since 1970), each other so much later. */
  readonly from?: number;
  readonly everyMs?: number;
}

/** Puts events into an empty feed, at the positions from 1 on, without the way that leads there. */
export async function insertEvents(url: string, options: RawEvents): Promise<void> {
  const { count, lastType = "StockLevelChangedEvent", items = 1, everyMs = 1 } = options;
  const { from = Date.now() - count * everyMs } = options;
  const today = "(now() AT TIME ZONE 'UTC')::date";
  await query(
    url,
    `INSERT INTO feed (day, position, seq, event_id, event_type, event_version, aggregate_type, aggregate_id,
       aggregate_version, ordinal, occurred_at, correlation_id, data)
     SELECT ${today}, p, p, gen_random_uuid(), CASE WHEN p = $1 THEN $2 ELSE 'StockLevelChangedEvent' END, '1.0',
       'InventoryItem', 'item-' || p % $3, p, 0, to_timestamp(($4::float8 + (p - 1) * $5::float8) / 1000), 'raw',
       json_build_object('productVariantId', 'item-' || p % $3, 'newQuantity', p, 'oldQuantity', p - 1,
         'quantityChanged', 1, 'changeType', 'RETURN', 'sku', NULL, 'warehouseId', 'w', 'orderId', NULL,
         'updatedBy', 'raw', 'trigger', 'ADMIN_UPDATE', 'availableQuantity', p)
     FROM generate_series(1, $1::int) AS p`,
    [count, lastType, items, from, everyMs],
  );
  await query(url, `INSERT INTO feed_day VALUES (${today}, 1)`);
}
