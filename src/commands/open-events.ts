import { createAuditLog } from "../audit-log.js";
import type { OpenedEvents } from "../cli/events/open-events.js";
import { createLogger } from "../lib/logger.js";
import { openPipeline } from "../open-pipeline.js";
import { openRegistry } from "../registry/registry.js";
import { commandConfig } from "./command-config.js";
import { openMigrated } from "./open-migrated.js";

/** The pipeline as any node sees it: by the database alone. */
export async function openEvents(): Promise<OpenedEvents> {
  const config = commandConfig();
  const logger = createLogger(config.logLevel);
  const { database } = await openMigrated(config.database, logger);
  const audit = createAuditLog(logger, config.auditLog);
  const pipeline = openPipeline({ config, audit, store: { database }, registry: openRegistry(logger) });
  return { pipeline, close: () => database.close() };
}
