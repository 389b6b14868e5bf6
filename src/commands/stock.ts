import { runStock } from "../cli/stock.js";
import type { StockArguments } from "../cli/stock/options.js";
import type { OpenedStock } from "../cli/stock/open-stock.js";
import type { Config } from "../config.js";
import { STRATEGIES } from "../domain/planner/strategy.js";
import { createLogger } from "../lib/logger.js";
import { openRegistry } from "../registry/registry.js";
import { GroupCommit } from "../store/unit-of-work/group-commit.js";
import { commandConfig } from "./command-config.js";
import { openMigrated } from "./open-migrated.js";

/** Commands that overlap: while the database writes for one, this process prepares the next. */
const LANES = 2;

/** `stock import FILE`, `stock export FILE`: items and counts in bulk. */
export async function stock(given: StockArguments): Promise<void> {
  const config = commandConfig();
  process.exitCode = await runStock(given, () => openStock(config));
}

async function openStock({ database: place, logLevel, stock: defaults }: Config): Promise<OpenedStock> {
  const logger = createLogger(logLevel);
  const { database, reader } = await openMigrated(place, logger);
  const { check } = openRegistry(logger);
  // The relay of a running service finds the events by polling.
  const units = Array.from({ length: LANES }, () => {
    const clock = { now: Date.now };
    return new GroupCommit({
      database,
      clock,
      logger,
      strategy: STRATEGIES.PRIORITY,
      check,
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
