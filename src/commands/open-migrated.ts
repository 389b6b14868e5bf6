import type { Config } from "../config.js";
import type { Logger } from "../lib/logger.js";
import type { Reader } from "../ports/reader.js";
import { openDatabase, type Database } from "../store/database.js";
import { createReader } from "../store/reader.js";
import { urlOf } from "./url-of.js";

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
    throw new Error(unusable(place, error as Error), { cause: error });
  }
  return { database, reader };
}

function unusable(place: Config["database"], { message, cause }: Error): string {
  const name = place.kind === "postgres" ? "DATABASE_URL" : place.dataDir;
  const why = cause instanceof Error && cause.message !== "" ? cause.message : message;
  return `The database (${name}) cannot be used: ${why}. The service migrates it when it starts.`;
}
