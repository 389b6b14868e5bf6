import type { FastifyInstance } from "fastify";
import { createAuditLog } from "./audit-log.js";
import type { Config } from "./config.js";
import { authWarnings } from "./config/identity.js";
import { greet } from "./greeting.js";
import { registerEventKeys } from "./http/event-keys.js";
import { registerEventSchemas } from "./http/event-schemas.js";
import { createHttpServer } from "./http/server.js";
import type { Logger } from "./lib/logger.js";
import { Nudge } from "./lib/nudge.js";
import { StartError } from "./lib/start-error.js";
import { createScope, type Scope } from "./lib/scope.js";
import { openConsumers } from "./open-consumers.js";
import { openMessaging } from "./open-messaging.js";
import { openPublisher } from "./open-publisher.js";
import { readinessOf } from "./open-readiness.js";
import { startReconciliations, watchReconciliations } from "./open-reconciliation.js";
import { openIdentity, openUnitOfWork, startRelay, startScheduler, type Parts } from "./open-roles.js";
import { openStrategy } from "./open-strategy.js";
import type { InventoryEventPublisher } from "./ports/event-publisher.js";
import { createMetrics } from "./http/instruments.js";
import { openRegistry } from "./registry/registry.js";
import { openStore } from "./store/store.js";

export interface Service {
  /** What a person at the terminal is told when it is ready. */
  readonly greeting: string;
  readonly url: string;
  /** Publishes, replays and hands on events; null in a process that does not write. */
  readonly publisher: InventoryEventPublisher | null;
  close(): Promise<void>;
}

/**
 * Opens what the process's roles need, one after the other; stopping releases it in the
 * opposite order, and so does a start that fails half-way.
 */
export async function startService(config: Config, logger: Logger): Promise<Service> {
  const scope = createScope();
  try {
    return await open(config, logger, scope);
  } catch (error) {
    await scope
      .close()
      .catch((closing: unknown) => logger.error({ err: closing }, "not everything was released"));
    throw error;
  }
}

async function open(config: Config, logger: Logger, scope: Scope): Promise<Service> {
  const began = performance.now();
  const { database, live, broker, roles } = config;
  const alone = live.kind === "memory" || (broker.kind === "memory" && roles.has("relay"));
  const strategy = await openStrategy(config.strategy);
  const registry = openRegistry(logger);
  const store = await openStore({ database, alone, upcast: registry.upcast, logger });
  scope.onClose(() => store.close());
  const messaging = await openMessaging(config, store.feedId, logger);
  scope.onClose(() => messaging.close());
  const { eventKeys } = messaging;
  const audit = createAuditLog(logger, config.auditLog);
  const parts: Parts = {
    config,
    logger,
    audit,
    scope,
    store,
    messaging,
    strategy,
    registry,
    metrics: createMetrics(),
    nudge: new Nudge(),
  };

  const readiness = readinessOf(parts);
  const { gauges } = store;
  const retentionDays = config.pipeline.retention.days;
  parts.metrics.watchDatabase({ gauges, retentionDays, logger });
  parts.metrics.watchChecks(readiness);
  watchReconciliations(parts);
  const writes = roles.has("api") || roles.has("scheduler") || roles.has("consumer");
  // Closed after what writes, so that its last events go out; without such, before all else, so that another takes over.
  if (roles.has("relay") && writes) await startRelay(parts);
  const useCases = writes ? await openUnitOfWork(parts) : undefined;
  const publisher = useCases ? await openPublisher(parts, useCases) : null;
  if (useCases && roles.has("scheduler")) {
    startScheduler(parts, useCases);
    startReconciliations(parts, useCases);
  }
  if (useCases && roles.has("consumer")) openConsumers(parts, useCases);
  const { issuer, verifier } = await openIdentity(parts);
  // Other roles do without all that answers questions, and do not load it.
  const { openApi } = roles.has("api") ? await import("./open-api.js") : {};
  const api = useCases && (await openApi?.(parts, useCases, verifier));
  const app = createHttpServer({
    logger,
    audit,
    readiness,
    metrics: { registry: parts.metrics.registry, open: config.metricsPublic },
    verifier,
    issuer,
    mounts: [
      (mounting: FastifyInstance) => registerEventSchemas(mounting, registry),
      ...(api?.mounts ?? []),
      ...(eventKeys ? [(mounting: FastifyInstance) => registerEventKeys(mounting, eventKeys)] : []),
    ],
  });
  scope.onClose(() => app.close());
  const sockets = api?.graphql.serveSockets(app.server);
  scope.onClose(async () => sockets?.dispose());
  const url = await app.listen({ port: config.port, host: config.host }).catch((cause: Error) => {
    throw new StartError(`It cannot listen on HOST ${config.host}, PORT ${config.port}: ${cause.message}`, {
      cause,
    });
  });
  if (roles.has("relay") && !writes) await startRelay(parts);
  const greeting = greet(config, {
    url,
    location: store.location,
    seconds: (performance.now() - began) / 1000,
  });
  logger.info({ url, roles: [...config.roles] }, "ready");
  // Now: a start that fails says why in one line.
  for (const warning of authWarnings(config)) logger.warn(warning);
  return { greeting, url, publisher, close: () => scope.close() };
}
