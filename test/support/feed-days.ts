import { query } from "./services.js";

/** A feed as it is after so many events on each of those days (days ago, oldest first). */
export async function fillDays(url: string, daysAgo: readonly number[], eventsPerDay: number): Promise<void> {
  for (const ago of daysAgo) {
    await query(url, "SELECT create_feed_day((now() AT TIME ZONE 'UTC')::date - $1::int)", [ago]);
    await query(url, ROWS, [ago, eventsPerDay]);
  }
}

const ROWS = `
  WITH head AS MATERIALIZED (SELECT feed_position() AS position, (now() AT TIME ZONE 'UTC')::date - $1::int AS day),
  begun AS (INSERT INTO feed_day SELECT day, position + 1 FROM head)
  INSERT INTO feed (day, position, seq, event_id, event_type, event_version, aggregate_type, aggregate_id,
    aggregate_version, ordinal, occurred_at, correlation_id, data)
  SELECT day, position + n, position + n, gen_random_uuid(), 'StockLevelChangedEvent', '1.0', 'InventoryItem',
    'old', position + n, 0, now() - $1::int * interval '1 day', 'history', '{}'
  FROM head, generate_series(1, $2::int) n`;

/** The feed's partitions up to today, by how many days ago. */
export async function pastDays(url: string): Promise<number[]> {
  const rows = await query<{ ago: number }>(
    url,
    `SELECT (now() AT TIME ZONE 'UTC')::date - to_date(substr(c.relname, 6), 'YYYYMMDD') AS ago
     FROM pg_class c WHERE c.relkind = 'r' AND c.relname ~ '^feed_[0-9]{8}$' ORDER BY 1 DESC`,
  );
  return rows.map(({ ago }) => ago).filter((ago) => ago >= 0);
}

/** A sink that has been given nothing since an hour. */
export const cursorAt = (url: string, name: string, position: number, state = "RUNNING") =>
  query(
    url,
    `INSERT INTO sink_cursor (name, position, state, updated_at) VALUES ($1, $2, $3, now() - interval '1 hour')
     ON CONFLICT (name) DO UPDATE SET position = $2, state = $3`,
    [name, position, state],
  );
