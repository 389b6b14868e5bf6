import { runStock } from "../cli/stock.js";
import type { OpenedStock } from "../cli/stock/open-stock.js";
import { readConfig, type Config } from "../config.js";
import { STRATEGIES } from "../domain/planner/strategy.js";
import { createLogger } from "../lib/logger.js";
import { openDatabase } from "../store/database.js";
import { createReader } from "../store/reader.js";
import { GroupCommit } from "../store/unit-of-work/group-commit.js";
import { urlOf } from "./url-of.js";

/** Commands that overlap: while the database writes for one, this process prepares the next. */
const LANES = 2;
const COULD_NOT_RUN = 2;

/** `stock import FILE`, `stock export FILE`: items and counts in bulk. */
export async function stock(args: readonly string[]): Promise<void> {
  try {
    const config = readConfig(process.env);
    process.exitCode = await runStock(args, () => openStock(config));
  } catch (error) {
    process.exitCode = COULD_NOT_RUN;
    throw error;
  }
}

async function openStock({ database: place, logLevel, stock: defaults }: Config): Promise<OpenedStock> {
  const logger = createLogger(logLevel);
  const database = openDatabase(await urlOf(place), logger);
  const reader = createReader(database.pool);
  try {
    await reader.warehouses();
  } catch (error) {
    await database.close();
    throw new Error(unusable(place, error as Error), { cause: error });
  }
  // The relay of a running service finds the events by polling.
  const units = Array.from({ length: LANES }, () => {
    const clock = { now: Date.now };
    return new GroupCommit({
      database,
      clock,
      logger,
      strategy: STRATEGIES.PRIORITY,
      onEvents: () => undefined,
    });
  });
  return {
    reader,
    // Alerts are about deletions, and nothing is deleted here.
    lanes: units.map((unitOfWork) => ({ unitOfWork, defaults, alerts: { itemNotRemoved: () => undefined } })),
    close: async () => {
      await Promise.all(units.map((unit) => unit.close()));
      await database.close();
    },
  };
}

function unusable(place: Config["database"], { message, cause }: Error): string {
  const name = place.kind === "postgres" ? "DATABASE_URL" : place.dataDir;
  const why = cause instanceof Error && cause.message !== "" ? cause.message : message;
  return `The database (${name}) cannot be used: ${why}. The service migrates it when it starts.`;
}
