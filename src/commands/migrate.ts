import { runMigrate, type MigrateOptions } from "../cli/migrate.js";
import { StartError } from "../lib/start-error.js";
import { migrate as applyMigrations, pendingMigrations } from "../store/migrate.js";
import { commandConfig } from "./command-config.js";
import { unusable } from "./open-migrated.js";
import { urlOf } from "./url-of.js";

/** `migrate [--check]`: brings the database up to date, without the service. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { database: place } = commandConfig();
  const url = await urlOf(place);
  const blame = (error: Error): never => {
    // It says itself what could not be migrated, and why.
    throw error instanceof StartError ? error : new Error(unusable(place, error), { cause: error });
  };
  process.exitCode = await runMigrate(options, {
    pending: () => pendingMigrations(url).catch(blame),
    apply: () => applyMigrations(url).catch(blame),
  });
}
