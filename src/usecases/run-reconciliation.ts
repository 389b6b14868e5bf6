import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../domain/failure.js";
import type { Difference } from "../domain/reconciliation.js";
import type { Reconciliation, ReconciliationCounts } from "../ports/reconciliations.js";
import { SourceFault, type SourceRow, type StockSource } from "../ports/stock-source.js";
import { reconcileRows } from "./reconcile-rows.js";
import type { Found, ReconciliationDeps, RowsContext } from "./reconciliation-deps.js";
import type { Caller } from "./use-case.js";

/** Rows that are looked at together. */
const CHUNK = 250;
const KEEP_EVERY_MS = 4_000;
/** A source that never comes to its end must not be in the way of all others for ever. */
const LONGEST_MS = 2 * 3_600_000;
/** Of one reconciliation; what is beyond is counted. */
const MOST_STORED = 100_000;
/** Items that are looked through at once for what the source does not name. */
const ITEMS = 1_000;

interface Run {
  readonly reconciliation: Reconciliation;
  readonly source: StockSource;
}

/** It was given up meanwhile: another process took this one for gone. */
class Lost extends Error {}

/** Carries it out to its end, which is stored. @returns it as it ended; rejects only if that cannot be stored. */
export async function runReconciliation(
  deps: ReconciliationDeps,
  run: Run,
  caller: Caller,
): Promise<Reconciliation> {
  const { reconciliations, observer, stopping } = deps;
  const { id } = run.reconciliation;
  const [lost, over] = [new AbortController(), new AbortController()];
  const signal = AbortSignal.any([stopping, lost.signal, over.signal, AbortSignal.timeout(LONGEST_MS)]);
  const keeping = keepAlive(deps, id, lost);
  let failure: unknown;
  try {
    await compare(deps, run, { caller, signal });
  } catch (error) {
    // Why it was ended from outside, rather than what that came to.
    failure = signal.aborted ? signal.reason : error;
  } finally {
    // A source that was not read to its end lets go of what it has opened.
    over.abort();
    await keeping.stop();
  }
  const [state, lastError] = endingOf(failure, stopping);
  if (state === "FAILED") observer.failed(id, failure);
  const ended = (await reconciliations.end(id, state, lastError)) ?? (await reconciliations.find(id));
  if (!ended) throw new Error(`The reconciliation ${id} is not in the database any more.`);
  observer.ended(ended);
  return ended;
}

function endingOf(failure: unknown, stopping: AbortSignal): ["DONE" | "FAILED" | "ABANDONED", string | null] {
  if (failure === undefined) return ["DONE", null];
  if (stopping.aborted) return ["ABANDONED", "The process that ran it was stopped."];
  if (failure instanceof Lost) return ["ABANDONED", "It was given up meanwhile."];
  if (failure instanceof SourceFault || failure instanceof Failure) return ["FAILED", failure.message];
  if (failure instanceof Error && failure.name === "TimeoutError")
    return ["FAILED", `It was not done within ${LONGEST_MS / 60_000} minutes.`];
  return ["FAILED", "An error of the service's own; its log has it."];
}

/** Says every few seconds that this process is alive; `lost` is aborted when nobody believes it any more. */
function keepAlive({ reconciliations, observer }: ReconciliationDeps, id: string, lost: AbortController) {
  const over = new AbortController();
  const keeping = (async () => {
    while (!over.signal.aborted) {
      await delay(KEEP_EVERY_MS, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
      if (over.signal.aborted) return;
      try {
        if (!(await reconciliations.keep(id))) lost.abort(new Lost());
      } catch (error) {
        observer.stumbled(id, error);
      }
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await keeping;
    },
  };
}

async function compare(
  deps: ReconciliationDeps,
  { reconciliation, source }: Run,
  { caller, signal }: { readonly caller: Caller; readonly signal: AbortSignal },
): Promise<void> {
  const { reconciliations } = deps;
  const { id } = reconciliation;
  const context: RowsContext = {
    ...{ reconciliation, caller: { ...caller, causationId: id, deadline: null }, signal },
    ahead: await compareClocks(deps),
    warehouses: await deps.reader.warehouses(),
  };
  const report = createReport(deps, id);
  const { complete, rows } = await source.open(signal);
  if (!(await reconciliations.opened(id, { complete }))) throw new Lost();
  for await (const chunk of inChunks(rows)) {
    signal.throwIfAborted();
    const found = await reconcileRows(deps, chunk, context);
    await report(found);
    if (found.failure !== undefined) throw found.failure as Error;
  }
  signal.throwIfAborted();
  if (complete) await tellUnnamed(deps, { id, report, signal });
}

async function compareClocks({ reconciliations, clock }: ReconciliationDeps): Promise<RowsContext["ahead"]> {
  const asked = clock.now();
  const now = await reconciliations.now();
  return { least: now - clock.now(), most: now - asked };
}

type Report = (found: Found) => Promise<void>;

/** Adds up, numbers and stores. */
function createReport({ reconciliations, observer }: ReconciliationDeps, id: string): Report {
  let counts: ReconciliationCounts = { compared: 0, agreeing: 0, corrected: 0, remaining: 0 };
  let ordinal = 0;
  return async ({ compared, agreeing, differences }) => {
    const corrected = differences.filter(({ outcome }) => outcome === "CORRECTED").length;
    counts = {
      compared: counts.compared + compared,
      agreeing: counts.agreeing + agreeing,
      corrected: counts.corrected + corrected,
      remaining: counts.remaining + differences.length - corrected,
    };
    const stored = differences.slice(0, Math.max(0, MOST_STORED - ordinal));
    const numbered = stored.map((difference) => ({ ...difference, ordinal: ++ordinal }));
    for (const { outcome } of differences) observer.differences(outcome, 1);
    if (!(await reconciliations.save(id, numbered, counts))) throw new Lost();
  };
}

async function* inChunks(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let chunk: SourceRow[] = [];
  for await (const row of rows) {
    if (chunk.push(row) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** What a complete source does not name is told, and not booked: a row that was left out would cost all of it. */
async function tellUnnamed(
  { reconciliations }: ReconciliationDeps,
  { id, report, signal }: { readonly id: string; readonly report: Report; readonly signal: AbortSignal },
): Promise<void> {
  let after: string | null = null;
  do {
    signal.throwIfAborted();
    const { levels, last }: Awaited<ReturnType<typeof reconciliations.unnamed>> =
      await reconciliations.unnamed(id, after, ITEMS);
    const differences = levels.map(({ productVariantId, warehouse, quantity }): Difference => {
      const booked = { productVariantId, warehouse, booked: quantity };
      const unknown = { sourceRow: null, figure: null, delta: null, code: null, message: null };
      return { ...booked, ...unknown, outcome: "MISSING" };
    });
    await report({ compared: 0, agreeing: 0, differences });
    after = last;
  } while (after !== null);
}
