import { createAuditLog } from "../../src/audit-log.js";
import type { Difference, DifferenceOutcome } from "../../src/domain/reconciliation.js";
import { createLogger } from "../../src/lib/logger.js";
import type { Reconciliation, StoredDifference } from "../../src/ports/reconciliations.js";
import type { StockSource } from "../../src/ports/stock-source.js";
import { createHttpSource } from "../../src/sources/http-source.js";
import { createReconciliations } from "../../src/store/reconciliations.js";
import { reconcileStock, type ReconcileStockInput } from "../../src/usecases/reconcile-stock.js";
import type { ReconciliationDeps } from "../../src/usecases/reconciliation-deps.js";
import { CALLER, type Store } from "./store.js";

/** One process that reconciles, and what it told. */
export interface Reconciling {
  readonly deps: ReconciliationDeps;
  readonly told: Partial<Record<DifferenceOutcome, number>>;
  /** To its end. */
  run(input?: ReconcileStockInput): Promise<Reconciliation>;
  differences(id: string): Promise<readonly StoredDifference[]>;
  /** As a process that stops. */
  stop(): void;
}

export function sourceAt(url: string, more: { token?: string; timeoutMs?: number } = {}): StockSource {
  return createHttpSource({
    url,
    token: more.token ?? null,
    complete: false,
    timeoutMs: more.timeoutMs ?? 5_000,
  });
}

export function openReconciling(
  store: Store,
  source: StockSource | null,
  changes: Partial<ReconciliationDeps> = {},
): Reconciling {
  const stopping = new AbortController();
  const told: Reconciling["told"] = {};
  const reconciliations = createReconciliations(store.database.pool);
  const deps: ReconciliationDeps = {
    ...{ unitOfWork: store.unitOfWork, reader: store.reader, reconciliations, source },
    ...{ toleranceMs: 0, clock: { now: Date.now }, stopping: stopping.signal },
    audit: createAuditLog(createLogger("silent"), "off"),
    onBegun: () => undefined,
    observer: {
      differences: (outcome, count) => (told[outcome] = (told[outcome] ?? 0) + count),
      ...{ stumbled: () => undefined, failed: () => undefined, ended: () => undefined },
    },
    ...changes,
  };
  return {
    deps,
    told,
    async run(input = { dryRun: false }) {
      const started = await reconcileStock(deps, input, { origin: "REQUEST" }, CALLER);
      if (!started.ok) throw new Error(JSON.stringify(started.refusals));
      return (await started.ended) ?? started.reconciliation;
    },
    async differences(id) {
      return (await reconciliations.differences(id, null, { first: 250, after: null })).nodes;
    },
    stop: () => stopping.abort(),
  };
}

/** What stands in most assertions. */
export function brief({ productVariantId, warehouse, figure, booked, delta, outcome, code }: Difference) {
  return [productVariantId, warehouse, figure, booked, delta, outcome, code];
}
