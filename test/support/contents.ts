import { query } from "./services.js";

/** Everything that a command may write. */
const TABLES = [
  ...["inventory", "stock_level", "reservation", "reservation_line", "ledger_entry", "warehouse"],
  ...["event", "outbox", "idempotency_key"],
];

export type Contents = Readonly<Record<string, { readonly rows: number; readonly digest: string }>>;

/** How many rows each table has, and a digest of all of them: equal when nothing was written. */
export async function contentsOf(url: string): Promise<Contents> {
  const each = TABLES.map(
    (table) =>
      `SELECT '${table}' AS name, count(*)::int AS rows,
              md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM "${table}" t`,
  );
  const found = await query<{ name: string; rows: number; digest: string }>(url, each.join(" UNION ALL "));
  return Object.fromEntries(found.map(({ name, ...contents }) => [name, contents]));
}
