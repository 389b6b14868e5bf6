import pg from "pg";
import { migrate } from "../../src/store/migrate.js";
import { postgresUrl, runId, uniqueName } from "./addresses.js";

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

// Any number: it only has to be the same in every worker.
const TEMPLATE_LOCK = 5_702_888;

let template: Promise<string> | undefined;

/** A migrated database of the caller's own, with a feed of its own: others' events on a shared Redis are not its. */
export async function freshDatabase(): Promise<FreshDatabase> {
  template ??= migratedTemplate();
  const source = await template;
  const name = uniqueName("stockfeed_test");
  await query(postgresUrl(), `CREATE DATABASE "${name}" TEMPLATE "${source}"`);
  await query(onDatabase(name), "UPDATE feed_head SET feed_id = gen_random_uuid()");
  return {
    url: onDatabase(name),
    drop: async () => void (await query(postgresUrl(), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)),
  };
}

/** Rows of one statement, on a connection of its own. */
export async function query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
  url: string,
  sql: string,
  params: unknown[] = [],
): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(sql, params)).rows);
}

/** Migrated once a run, by whichever worker comes first. */
async function migratedTemplate(): Promise<string> {
  const name = `stockfeed_test_${runId()}_template`;
  await withClient(postgresUrl(), async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`);
    await migrate(onDatabase(name));
  });
  return name;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function onDatabase(name: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${name}`;
  return url.href;
}
