import { runVerify, type VerifyOptions } from "../cli/verify.js";
import { STRATEGIES } from "../domain/planner/strategy.js";
import { createLogger } from "../lib/logger.js";
import { openRegistry } from "../registry/registry.js";
import { createStockAudits } from "../store/balances.js";
import { GroupCommit } from "../store/unit-of-work/group-commit.js";
import { commandConfig } from "./command-config.js";
import { openMigrated } from "./open-migrated.js";

/** `verify [--repair] [--json] [ids]`: whether all numbers agree. */
export async function verify(options: VerifyOptions): Promise<void> {
  process.exitCode = await runVerify(options, open);
}

async function open() {
  const config = commandConfig();
  const logger = createLogger(config.logLevel);
  const { database, reader } = await openMigrated(config.database, logger);
  const clock = { now: Date.now };
  // The relay of a running service finds the events by polling. A repair plans nothing.
  const unitOfWork = new GroupCommit({
    ...{ database, clock, logger, strategy: STRATEGIES.PRIORITY },
    check: openRegistry(logger).check,
    onEvents: () => undefined,
  });
  return {
    unitOfWork,
    reader,
    audits: createStockAudits(database.pool),
    close: async () => {
      await unitOfWork.close();
      await database.close();
    },
  };
}
