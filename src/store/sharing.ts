import pg from "pg";
import type { Logger } from "../lib/logger.js";
import { StartError } from "../lib/start-error.js";

const LOCK = 5_702_890;
/** A database that does not answer at all is told apart from one that is slow. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Keeps processes on one database from missing each other: one whose broker or live feed
 * is in its own memory must be alone on it.
 *
 * @throws StartError when the database is out of reach, or when another process is there already and either of the two would have to be alone.
 */
export async function claimDatabase(
  url: string,
  alone: boolean,
  logger: Logger,
): Promise<() => Promise<void>> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "stockfeed claim",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on("error", (error) => logger.warn({ err: error }, "the claim on the database was lost"));
  await client.connect().catch((cause: Error) => {
    throw new StartError(`The database cannot be reached (DATABASE_URL): ${cause.message || String(cause)}`, {
      cause,
    });
  });
  const attempt = alone ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
  const { rows } = await client.query<{ claimed: boolean }>(`SELECT ${attempt}($1) AS claimed`, [LOCK]);
  if (rows[0]?.claimed) return () => client.end();
  await client.end();
  throw new StartError(
    alone
      ? "Another process uses this database, and this one's broker or live feed is in its own memory: set AMQP_URL and REDIS_URL."
      : "Another process uses this database with a broker or live feed in its own memory: set AMQP_URL and REDIS_URL there.",
  );
}
