import type { Config } from "../config.js";
import type { Logger } from "../lib/logger.js";
import type { Reader } from "../ports/reader.js";
import { openDatabase, type Database } from "../store/database.js";
import { createReader } from "../store/reader.js";
import { urlOf } from "./url-of.js";

const MIGRATED_BY = "The service migrates it when it starts; so does `stockfeed migrate`.";

/**
 * The database that a service has migrated.
 *
 * @throws Error that names it when it cannot be used, and says why.
 */
export async function openMigrated(
  place: Config["database"],
  logger: Logger,
): Promise<{ readonly database: Database; readonly reader: Reader }> {
  const database = openDatabase(await urlOf(place), logger);
  const reader = createReader(database.pool);
  try {
    await reader.warehouses();
  } catch (error) {
    await database.close();
    const said = unusable(place, error as Error);
    throw new Error(`${said} ${MIGRATED_BY}`, { cause: error });
  }
  return { database, reader };
}

/** Names the database, and says why it cannot be used. */
export function unusable(place: Config["database"], error: Error): string {
  const name = place.kind === "postgres" ? "DATABASE_URL" : place.dataDir;
  return `The database (${name}) cannot be used: ${reasonOf(error)}.`;
}

/** Where several addresses were tried, the error says nothing itself. */
function reasonOf(error: Error): string {
  if (error.cause instanceof Error && error.cause.message !== "") return error.cause.message;
  if (error.message !== "" || !(error instanceof AggregateError)) return error.message;
  return error.errors.map((each) => (each as Error).message).join("; ");
}
