import { randomUUID } from "node:crypto";
import type { Reconciliation, StoredDifference } from "../ports/reconciliations.js";
import { reconcileStock } from "../usecases/reconcile-stock.js";
import type { ReconciliationDeps } from "../usecases/reconciliation-deps.js";
import type { Caller } from "../usecases/use-case.js";
import { print, visible } from "./print.js";
import { heedInterrupts, INTERRUPTED } from "./stock/interrupts.js";

export interface ReconcileOptions {
  /** Of these items; null: of all that the source names. */
  readonly ids: readonly string[] | null;
  /** Whether to book what differs, or only to tell. */
  readonly apply: boolean;
  /** Lines of JSON. */
  readonly json: boolean;
}

/** What a reconciliation needs, opened for one command; `stopping` is the command's own. */
export interface OpenedReconcile {
  readonly deps: Omit<ReconciliationDeps, "stopping">;
  close(): Promise<void>;
}

const SHOW_EVERY_MS = 2_000;
const PAGE = 250;

/**
 * `reconcile`: a line for each difference between the levels and a source's figures, and what became of it.
 *
 * @returns the exit code: 0 all agree, or were corrected; 1 differences remain; 130 interrupted.
 * @throws Error when it could not run to its end; what was corrected by then stays so.
 */
export async function runReconcile(
  { ids, apply, json }: ReconcileOptions,
  open: () => Promise<OpenedReconcile>,
): Promise<number> {
  const { deps: given, close } = await open();
  const { signal, release } = heedInterrupts();
  try {
    const deps = { ...given, stopping: signal };
    const input = { dryRun: !apply, productVariantIds: ids };
    const started = await reconcileStock(deps, input, { origin: "COMMAND" }, caller());
    if (!started.ok) throw new Error(started.refusals.map(({ message }) => message).join(" "));
    const { id } = started.reconciliation;
    const progress = showRows(deps, id);
    const ended = await (started.ended ?? Promise.resolve(started.reconciliation)).finally(progress.stop);
    await writeAll(deps, id, json);
    await print(json ? JSON.stringify(summaryOf(ended)) : tell(ended));
    if (signal.aborted) return INTERRUPTED;
    if (ended.state !== "DONE") throw new Error(ended.lastError ?? `It ended ${ended.state}.`);
    return ended.remaining > 0 ? 1 : 0;
  } finally {
    release();
    await close();
  }
}

/** On standard error; how many there will be, nobody knows. */
function showRows({ reconciliations }: Pick<ReconciliationDeps, "reconciliations">, id: string) {
  const timer = setInterval(() => {
    reconciliations.find(id).then(
      (found) => process.stderr.write(`${found?.compared ?? 0} rows\n`),
      (error: Error) => process.stderr.write(`How far it is cannot be asked: ${error.message}\n`),
    );
  }, SHOW_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

async function writeAll(
  { reconciliations }: Pick<ReconciliationDeps, "reconciliations">,
  id: string,
  json: boolean,
): Promise<void> {
  let after: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof reconciliations.differences>> = await reconciliations.differences(
      id,
      null,
      { first: PAGE, after },
    );
    for (const found of page.nodes) await print(json ? JSON.stringify(found) : visible(line(found)));
    after = page.hasNextPage ? (page.nodes.at(-1)?.ordinal ?? null) : null;
  } while (after !== null);
}

function line({ productVariantId, warehouse, figure, booked, outcome, ...why }: StoredDifference): string {
  const row = why.sourceRow === null ? "" : `  row ${why.sourceRow}`;
  const reason = why.message === null ? "" : `  ${why.message}`;
  const numbers = `booked ${booked ?? "?"}, there are ${figure ?? "?"}`;
  return `${outcome}  ${productVariantId ?? "?"}  ${warehouse ?? "-"}  ${numbers}${row}${reason}`;
}

function summaryOf({ id, state, dryRun, ...rest }: Reconciliation) {
  const { compared, agreeing, corrected, remaining, lastError } = rest;
  return { id, state, dryRun, compared, agreeing, corrected, remaining, lastError };
}

function tell({ compared, agreeing, corrected, remaining, dryRun }: Reconciliation): string {
  const hint = dryRun && remaining > 0 ? " Nothing was booked: --apply does that." : "";
  return `${compared} rows compared, ${agreeing} agree, ${corrected} corrected, ${remaining} remain.${hint}`;
}

function caller(): Caller {
  return {
    ...{
      subject: "reconcile",
      correlationId: randomUUID(),
      causationId: null,
      userId: null,
      traceParent: null,
    },
    ...{ warehouses: null, mayAdjust: true, right: "command", address: null, deadline: null },
  };
}
