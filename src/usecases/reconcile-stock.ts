import { createHash } from "node:crypto";
import { v7 as newId } from "uuid";
import type { Refusal } from "../domain/refusal.js";
import type { Instant } from "../domain/model.js";
import { MAX_IDEMPOTENCY_KEY_LENGTH, MAX_LINES, Problems } from "../domain/validate.js";
import type { Reconciliation, ReconciliationKey, ReconciliationOrigin } from "../ports/reconciliations.js";
import type { StockSource } from "../ports/stock-source.js";
import type { ReconciliationDeps } from "./reconciliation-deps.js";
import { runReconciliation } from "./run-reconciliation.js";
import type { Caller, Idempotent, Optional } from "./use-case.js";

export interface ReconcileStockInput extends Idempotent {
  /** Tells only, and books nothing; so by default. */
  readonly dryRun?: Optional<boolean>;
  /** At most 250; null = every item that the source names. */
  readonly productVariantIds?: Optional<readonly string[]>;
}

/** On what occasion. */
export interface ReconcileOccasion {
  readonly origin: ReconciliationOrigin;
  /** Of the schedule: which one. */
  readonly slot?: Instant;
  /** Of the slot: only to make up for one that was abandoned. */
  readonly onlyAbandoned?: boolean;
}

export type StartedReconciliation =
  | {
      readonly ok: true;
      readonly reconciliation: Reconciliation;
      /** When it is over; null: it was begun by an earlier request with the key. */
      readonly ended: Promise<Reconciliation> | null;
    }
  | {
      readonly ok: false;
      readonly refusals: readonly Refusal[];
      /** The one that is under way, where that is the reason. */
      readonly running: Reconciliation | null;
    };

/**
 * Begins to compare the levels with the source's figures, and to book what they differ by, unless it is a dry run;
 * one at a time over all processes. It goes on after the answer, and says in the store how far it is.
 */
export async function reconcileStock(
  deps: ReconciliationDeps,
  input: ReconcileStockInput,
  { origin, slot, onlyAbandoned = false }: ReconcileOccasion,
  caller: Caller,
): Promise<StartedReconciliation> {
  const problems = check(input);
  const { source, reconciliations } = deps;
  if (source === null) {
    problems.invalid([], "No source of figures is configured (RECONCILE_URL, RECONCILE_FILE).");
  }
  if (source === null || problems.refusals.length > 0) return refused(problems.refusals);
  const order = {
    ...{ id: newId(), origin, slot: slot ?? null, source: source.name, dryRun: input.dryRun ?? true },
    ...{ productVariantIds: input.productVariantIds ?? null, requestedBy: caller.subject },
  };
  const key = keyOf(input, source);
  const earlier = key ? await reconciliations.earlier(caller.subject, key) : undefined;
  if (earlier !== undefined) return earlier ? repeated(earlier) : keyReused();
  const beginning = await reconciliations.begin(order, { key, onlyAbandoned });
  switch (beginning.kind) {
    case "begun": {
      const { reconciliation } = beginning;
      const { id, dryRun } = reconciliation;
      const of = { reconciliationId: id, dryRun };
      deps.audit.did({ operation: "reconcileStock", of, outcome: "DONE" }, caller);
      const ended = runReconciliation(deps, { reconciliation, source }, caller);
      deps.onBegun(ended);
      return { ok: true, reconciliation, ended };
    }
    case "busy":
      return underWay(beginning.reconciliation);
    case "repeated":
      return beginning.reconciliation ? repeated(beginning.reconciliation) : keyReused();
    case "settled":
      return refused([{ code: "ALREADY_EXISTS", field: [], message: "It was done for this slot." }]);
    default:
      return beginning satisfies never;
  }
}

function check({ productVariantIds, idempotencyKey }: ReconcileStockInput): Problems {
  const problems = new Problems();
  const ids = productVariantIds ?? [];
  if (ids.length > MAX_LINES) {
    const message = `Must be at most ${MAX_LINES} ids, not ${ids.length}; without ids, all are compared.`;
    problems.invalid(["productVariantIds"], message, "LIMIT_EXCEEDED");
  } else ids.forEach((id, index) => problems.id(["productVariantIds", String(index)], id));
  problems.text(["idempotencyKey"], idempotencyKey, 1, MAX_IDEMPOTENCY_KEY_LENGTH);
  return problems;
}

function keyOf(input: ReconcileStockInput, { name }: StockSource): ReconciliationKey | null {
  const { idempotencyKey, dryRun, productVariantIds } = input;
  if (idempotencyKey === null || idempotencyKey === undefined) return null;
  const request = JSON.stringify([dryRun ?? true, productVariantIds ?? null, name]);
  return { idempotencyKey, requestHash: createHash("sha256").update(request).digest("hex") };
}

function refused(refusals: readonly Refusal[], running: Reconciliation | null = null): StartedReconciliation {
  return { ok: false, refusals, running };
}

function repeated(reconciliation: Reconciliation): StartedReconciliation {
  return { ok: true, reconciliation, ended: null };
}

function underWay(running: Reconciliation): StartedReconciliation {
  const message = `The reconciliation ${running.id} is under way: there is one at a time.`;
  return refused([{ code: "ALREADY_EXISTS", field: [], message }], running);
}

function keyReused(): StartedReconciliation {
  const message = "The key was used for another request.";
  return refused([{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"], message }]);
}
