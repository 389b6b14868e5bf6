import { randomUUID } from "node:crypto";
import { openEmbeddedIssuer } from "./auth/embedded-issuer.js";
import type { KeyFault } from "./auth/key-set.js";
import { trustJwks } from "./auth/trust.js";
import { createVerifier, type Verifier } from "./auth/verifier.js";
import { seedDemoCatalogue } from "./cli/demo-catalogue.js";
import type { Config } from "./config.js";
import type { WarehouseStrategy } from "./domain/planner/strategy.js";
import type { Metrics } from "./http/instruments.js";
import type { HttpServerOptions } from "./http/server.js";
import type { Logger } from "./lib/logger.js";
import type { Nudge } from "./lib/nudge.js";
import { runEvery } from "./lib/run-every.js";
import type { Scope } from "./lib/scope.js";
import type { Messaging } from "./open-messaging.js";
import { openReplaying } from "./open-pipeline.js";
import { loggedSink } from "./pipeline/logged-sink.js";
import { runRelay } from "./pipeline/relay.js";
import type { Alerts } from "./ports/alerts.js";
import type { AuditLog } from "./ports/audit-log.js";
import type { Clock } from "./ports/clock.js";
import type { Registry } from "./registry/registry.js";
import { createFailureLog } from "./store/feed/failure-log.js";
import { createFeedLog } from "./store/feed/feed-log.js";
import { createFeedRetention } from "./store/feed/retention.js";
import type { Store } from "./store/store.js";
import { GroupCommit } from "./store/unit-of-work/group-commit.js";
import { bookExpiredHolds } from "./usecases/book-expired-holds.js";
import type { Caller, UseCaseDeps } from "./usecases/use-case.js";
import { watchUnitOfWork } from "./watched-unit-of-work.js";

/** What every part is handed. */
export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly scope: Scope;
  readonly metrics: Metrics;
  readonly store: Store;
  readonly messaging: Messaging;
  readonly strategy: WarehouseStrategy;
  /** The schemas of events, and what is made of them. */
  readonly registry: Registry;
  /** Signalled after commits, here or in another process: there may be events to sequence. */
  readonly nudge: Nudge;
}

export const clock: Clock = { now: Date.now };
const SWEEP_EVERY_MS = 1_000;
const SWEEP_PATIENCE_MS = 10_000;

export async function startRelay(parts: Parts): Promise<void> {
  const { config, logger, store, messaging, metrics, nudge } = parts;
  const pool = store.database.relay;
  metrics.watchSinks(messaging.sinks, logger);
  await messaging.wakeUp.listen(() => nudge.signal());
  const sinks = messaging.sinks.map((sink) => loggedSink(sink, logger));
  const options = {
    log: createFeedLog(pool, parts.registry),
    failures: createFailureLog(pool, parts.registry),
    sinks,
    retry: config.pipeline.retry,
    nudge,
    wakeUp: messaging.wakeUp,
    logger,
    observer: metrics.sinks,
    replaying: openReplaying(parts),
    retaining: { retention: createFeedRetention(pool, config.pipeline.memory), ...config.pipeline.retention },
    ...config.pipeline.relay,
  };
  keepRunning(parts, (signal) => runRelay(options, signal));
}

export async function openUnitOfWork(parts: Parts): Promise<UseCaseDeps> {
  const { config, logger, audit, scope, store, messaging, metrics, nudge, strategy } = parts;
  const groupCommit = new GroupCommit({
    database: store.database,
    clock,
    logger,
    strategy,
    check: parts.registry.check,
    onEvents: (made) => {
      metrics.commands.made(made);
      nudge.signal();
      messaging.wakeUp.signal();
    },
    onItems: (changed) => messaging.availability?.changed(changed, true),
    onBatch: (commands) => metrics.commands.batch(commands),
  });
  scope.onClose(() => groupCommit.close());
  const unitOfWork = watchUnitOfWork(groupCommit, { observer: metrics.commands, audit, logger });
  const deps: UseCaseDeps = { unitOfWork, alerts: alertsTo(parts), defaults: config.stock };
  if (config.database.kind === "embedded") await seedDemoCatalogue(deps, store.reader);
  return deps;
}

/** Logged, and counted for whoever watches the metrics. */
function alertsTo({ logger, metrics }: Parts): Alerts {
  return {
    itemNotRemoved(item) {
      metrics.alerts.itemNotRemoved(item);
      const { productVariantId, quantity, reserved, inTransit } = item;
      logger.warn(
        { productVariantId, quantity, reserved, inTransit },
        "a deleted variant is not empty: discontinued",
      );
    },
  };
}

/** The timed work: expired holds are booked also where nobody touches the item. */
export function startScheduler(parts: Parts, deps: UseCaseDeps): void {
  const caller = (): Caller => ({
    ...{ subject: "system", correlationId: randomUUID(), causationId: null, userId: null, traceParent: null },
    ...{
      warehouses: null,
      mayAdjust: true,
      right: "system",
      address: null,
      deadline: clock.now() + SWEEP_PATIENCE_MS,
    },
  });
  const sweep = () => bookExpiredHolds(deps, parts.store.reader, caller());
  keepRunning(parts, (signal) => runEvery(SWEEP_EVERY_MS, sweep, parts.logger, signal));
}

export async function openIdentity({
  config,
  store,
  logger,
}: Parts): Promise<Pick<HttpServerOptions, "issuer"> & { verifier: Verifier }> {
  if (config.auth.kind === "jwks") {
    const { url } = config.auth;
    const onFault = ({ error, known }: KeyFault) =>
      logger.warn({ err: error, url, known }, "the issuer's keys cannot be fetched");
    return { issuer: null, verifier: createVerifier(trustJwks(config.auth, { onFault })) };
  }
  const issuer = await openEmbeddedIssuer(store.signingKeys);
  return { issuer: { issuer, exposed: config.auth.exposed }, verifier: createVerifier(issuer.trust) };
}

/** Closing ends the loop, and waits for what it is doing. */
function keepRunning({ scope }: Parts, loop: (signal: AbortSignal) => Promise<void>): void {
  const stopping = new AbortController();
  const running = loop(stopping.signal);
  scope.onClose(async () => {
    stopping.abort();
    await running;
  });
}
