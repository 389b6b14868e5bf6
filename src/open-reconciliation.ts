import { randomUUID } from "node:crypto";
import type { Config } from "./config.js";
import type { Metrics } from "./http/instruments.js";
import { latestSlot } from "./lib/cron.js";
import type { Logger } from "./lib/logger.js";
import { runEvery } from "./lib/run-every.js";
import type { Scope } from "./lib/scope.js";
import type { AuditLog } from "./ports/audit-log.js";
import type { Clock } from "./ports/clock.js";
import type { Reconciliation } from "./ports/reconciliations.js";
import { createStockSource } from "./sources/source-at.js";
import { createReconciliations } from "./store/reconciliations.js";
import type { Store } from "./store/store.js";
import { reconcileWhenDue } from "./usecases/reconcile-when-due.js";
import type { ReconciliationDeps } from "./usecases/reconciliation-deps.js";
import type { Caller, UseCaseDeps } from "./usecases/use-case.js";

/** What of all parts a reconciliation needs. */
export interface ReconciliationParts {
  readonly config: Pick<Config, "reconciliation">;
  readonly logger: Logger;
  readonly audit: AuditLog;
  readonly scope: Scope;
  readonly store: Pick<Store, "database" | "reader">;
  readonly metrics: Pick<Metrics, "reconciliations" | "watchReconciliations">;
}

const clock: Clock = { now: Date.now };
const LOOK_EVERY_MS = 5_000;

/** What the verbs on reconciliations need; what they begin is given up when the process stops. */
export function openReconciliation(
  parts: ReconciliationParts,
  { unitOfWork }: Pick<UseCaseDeps, "unitOfWork">,
): ReconciliationDeps {
  const { config, logger, audit, scope, store, metrics } = parts;
  const { figures, complete, timeoutMs, toleranceMs } = config.reconciliation;
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();
  scope.onClose(async () => {
    stopping.abort();
    await Promise.all(running);
  });
  return {
    ...{ unitOfWork, reader: store.reader, clock, audit, toleranceMs, stopping: stopping.signal },
    reconciliations: createReconciliations(store.database.pool),
    source: figures && createStockSource({ ...figures, complete, timeoutMs }),
    observer: {
      differences: metrics.reconciliations.differences,
      stumbled: (id, error) => logger.warn({ reconciliationId: id, err: error }, "a reconciliation stumbled"),
      failed: (id, error) => logger.error({ reconciliationId: id, err: error }, "a reconciliation failed"),
      ended(reconciliation) {
        metrics.reconciliations.ended(reconciliation);
        report(reconciliation, logger);
      },
    },
    onBegun(ended) {
      const over = ended
        .catch((error: unknown) => logger.error({ err: error }, "the end of a reconciliation was not stored"))
        .finally(() => running.delete(over));
      running.add(over);
    },
  };
}

/** The sync document's report. */
function report(reconciliation: Reconciliation, logger: Logger): void {
  const { id, origin, source, dryRun, state, lastError, startedAt, endedAt } = reconciliation;
  const { compared, agreeing, corrected, remaining } = reconciliation;
  const line = {
    ...{ reconciliationId: id, origin, source, dryRun, state, compared, agreeing, corrected, remaining },
    ...{ lastError, ms: endedAt === null ? null : endedAt - startedAt },
  };
  if (state === "DONE" && remaining === 0) logger.info(line, "reconciliation: done");
  else
    logger.warn(line, state === "DONE" ? "reconciliation: differences remain" : "reconciliation: not done");
}

/** What the last of all processes came to, for whoever scrapes this one; where nobody says what there is, nothing. */
export function watchReconciliations({ config, store, metrics, logger }: ReconciliationParts): void {
  if (config.reconciliation.figures === null) return;
  metrics.watchReconciliations(createReconciliations(store.database.pool), logger);
}

/** The scheduled ones, once a slot over all processes; none without a source. */
export function startReconciliations(
  parts: ReconciliationParts,
  deps: Pick<UseCaseDeps, "unitOfWork">,
): void {
  const { config, logger, scope } = parts;
  const { figures, cron, apply } = config.reconciliation;
  if (figures === null) return;
  const looking: Promise<void>[] = [];
  // Closed after what it waits for.
  scope.onClose(async () => void (await Promise.all(looking)));
  const reconciling = openReconciliation(parts, deps);
  const due = reconcileWhenDue(reconciling, {
    latestSlot: (moment) => latestSlot(cron, moment),
    apply,
    caller,
  });
  const look = async () => {
    await due();
    return false;
  };
  looking.push(runEvery(LOOK_EVERY_MS, look, logger, reconciling.stopping));
}

function caller(): Caller {
  return {
    ...{ subject: "system", correlationId: randomUUID(), causationId: null, userId: null, traceParent: null },
    ...{ warehouses: null, mayAdjust: true, right: "system", address: null, deadline: null },
  };
}
