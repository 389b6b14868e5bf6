import type { Client } from "pg";
import { say } from "../report/row.js";

/** Fewer than events are kept by default: none are dropped while figures are taken. */
const DAYS = 13;
const AT_ONCE = 250_000;

/** A feed as it is after so many events, over as many past days; before a relay has begun. */
export async function writeHistory(client: Client, events: number): Promise<void> {
  if (events === 0) return;
  const perDay = Math.ceil(events / DAYS);
  for (let day = 0; day < DAYS; day++) {
    const ago = DAYS - day;
    const [first, last] = [day * perDay + 1, Math.min(events, (day + 1) * perDay)];
    await client.query("SELECT create_feed_day((now() AT TIME ZONE 'UTC')::date - $1::int)", [ago]);
    for (let from = first; from <= last; from += AT_ONCE)
      await client.query(ROWS, [from, Math.min(last, from + AT_ONCE - 1), ago]);
    await client.query("INSERT INTO feed_day VALUES ((now() AT TIME ZONE 'UTC')::date - $1::int, $2)", [
      ago,
      first,
    ]);
    say(`history: ${last} of ${events} events`);
  }
  await client.query("SELECT setval('outbox_seq_seq', $1)", [events]);
  await client.query("INSERT INTO sink_cursor (name, position) VALUES ('rabbitmq', $1), ('live', $1)", [
    events,
  ]);
  await client.query("VACUUM ANALYZE feed");
}

const ROWS = `
  INSERT INTO feed (day, position, seq, event_id, event_type, event_version, aggregate_type, aggregate_id,
    aggregate_version, ordinal, occurred_at, correlation_id, data)
  SELECT (now() AT TIME ZONE 'UTC')::date - $3::int, n, n, gen_random_uuid(), 'InventoryReservedEvent', '1.0',
    'InventoryItem', 'bench-' || n % 10000, n / 10000 + 1, 0, now() - $3::int * interval '1 day',
    gen_random_uuid()::text,
    json_build_object('productVariantId', 'bench-' || n % 10000, 'quantityReserved', 1,
      'availableQuantityAfterReservation', 1000000 - n / 10000, 'orderId', 'order-' || n,
      'reservationId', gen_random_uuid(), 'currentQuantity', 1000000, 'warehouses',
      json_build_array(json_build_object('warehouseId', '00000000-0000-4000-8000-000000000001', 'quantity', 1)))
  FROM generate_series($1::bigint, $2::bigint) n`;
