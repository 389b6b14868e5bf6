import type { Config } from "../config.js";
import { runningEmbeddedPostgres } from "../store/embedded-postgres.js";

/** @returns the address of the database, which, embedded, a running service has open. */
export async function urlOf(database: Config["database"]): Promise<string> {
  if (database.kind === "postgres") return database.url;
  const url = await runningEmbeddedPostgres(database.dataDir);
  if (url === undefined) {
    throw new Error(
      `No service runs on the embedded database in ${database.dataDir}: start it first (npm start).`,
    );
  }
  return url;
}
