import { createAuditLog } from "../audit-log.js";
import { runReconcile, type OpenedReconcile, type ReconcileOptions } from "../cli/reconcile.js";
import type { Config } from "../config.js";
import { figuresUrl, type FiguresConfig } from "../config/reconciliation.js";
import { STRATEGIES } from "../domain/planner/strategy.js";
import { createLogger } from "../lib/logger.js";
import { openRegistry } from "../registry/registry.js";
import { createStockSource } from "../sources/source-at.js";
import { createReconciliations } from "../store/reconciliations.js";
import { GroupCommit } from "../store/unit-of-work/group-commit.js";
import { commandConfig } from "./command-config.js";
import { openMigrated } from "./open-migrated.js";

export interface ReconcileCommand extends ReconcileOptions {
  /** A file, or an address; null: as the service is configured. */
  readonly source: string | null;
  /** Whether what it does not name is not there. */
  readonly complete: boolean;
}

/** `reconcile [--apply] [--source FILE|URL] [--complete] [--json] [ids]`. */
export async function reconcile({ source, complete, ...options }: ReconcileCommand): Promise<void> {
  process.exitCode = await runReconcile(options, () => open(source, complete));
}

async function open(source: string | null, complete: boolean): Promise<OpenedReconcile> {
  const config = commandConfig();
  const { reconciliation } = config;
  const figures = source === null ? reconciliation.figures : figuresAt(source, config);
  const logger = createLogger(config.logLevel);
  const { database, reader } = await openMigrated(config.database, logger);
  const clock = { now: Date.now };
  // The relay of a running service finds the events by polling. A correction plans nothing.
  const unitOfWork = new GroupCommit({
    ...{ database, clock, logger, strategy: STRATEGIES.PRIORITY },
    check: openRegistry(logger).check,
    onEvents: () => undefined,
  });
  const { timeoutMs, toleranceMs } = reconciliation;
  return {
    deps: {
      ...{ unitOfWork, reader, clock, toleranceMs, reconciliations: createReconciliations(database.pool) },
      source:
        figures &&
        createStockSource({ ...figures, timeoutMs, complete: complete || reconciliation.complete }),
      audit: createAuditLog(logger, config.auditLog),
      observer: {
        ...{ differences: () => undefined, ended: () => undefined },
        stumbled: (id, error) =>
          logger.warn({ reconciliationId: id, err: error }, "a reconciliation stumbled"),
        failed: (id, error) => logger.debug({ reconciliationId: id, err: error }, "a reconciliation failed"),
      },
      onBegun: () => undefined,
    },
    close: async () => {
      await unitOfWork.close();
      await database.close();
    },
  };
}

/** The token is for the host that it was given for. */
function figuresAt(source: string, { reconciliation: { figures } }: Config): FiguresConfig {
  if (!/^https?:/i.test(source)) return { kind: "file", path: source };
  const url = figuresUrl(source, "--source");
  const known = figures?.kind === "url" && new URL(figures.url).origin === new URL(url).origin;
  return { kind: "url", url, token: known ? figures.token : null };
}
