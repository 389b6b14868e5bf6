import { setTimeout as delay } from "node:timers/promises";
import { Failure, type FailureCode } from "../domain/failure.js";
import { judge, type BookedLevel, type Difference } from "../domain/reconciliation.js";
import type { Refusal } from "../domain/refusal.js";
import type { PlacedFigure, ReconciliationDeps, RowsContext } from "./reconciliation-deps.js";

/** An item that changes under our hands so often is left to the next reconciliation. */
const TRIES = 20;
const LONGEST_PAUSE_MS = 400;
/** What may be tried again: what was booked already is seen when the level is read again. */
const PASSING: ReadonlySet<FailureCode> = new Set(["OVERLOADED", "OUTCOME_UNKNOWN"]);

/**
 * Books what a level differs by from a figure, against the version of the item that this was found at: whatever
 * came between is looked at first. So no difference is booked twice, whoever else reconciles.
 *
 * @returns null where they agree.
 */
export async function reconcileLevel(
  deps: ReconciliationDeps,
  placed: PlacedFigure,
  read: BookedLevel | null,
  context: RowsContext,
): Promise<Difference | null> {
  let level = read;
  /** Committed, maybe: then the level, read again, agrees. */
  let unsure: Difference | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) {
      await delay(pauseAfter(tries), undefined, { signal: context.signal });
      [level = null] = await deps.reconciliations.booked([placed]);
    }
    if (level === null) return difference(placed, null, { outcome: "REFUSED", ...unknownItem(placed) });
    const verdict = judge(placed.figure, level);
    if (verdict.kind === "agrees") return unsure;
    if (verdict.kind !== "differs") {
      const outcome = verdict.kind === "unsettled" ? "UNSETTLED" : "SUPERSEDED";
      return difference(placed, verdict.booked, { outcome });
    }
    const { booked, delta } = verdict;
    if (context.reconciliation.dryRun) return difference(placed, booked, { outcome: "FOUND", delta });
    const corrected = difference(placed, booked, { outcome: "CORRECTED", delta });
    const done = await book(deps, { placed, delta, expectedVersion: level.version }, context);
    if (done === "booked") return corrected;
    if (done === "unsure") unsure = corrected;
    else if (done !== "stale") {
      return difference(placed, booked, {
        ...{ outcome: "REFUSED", delta },
        ...{ code: done.code, message: done.message },
      });
    }
  }
  const message = "The item changes all the time.";
  return difference(placed, null, { outcome: "UNSETTLED", code: "STALE_VERSION", message });
}

interface Booking {
  readonly placed: PlacedFigure;
  readonly delta: number;
  readonly expectedVersion: number;
}

async function book(
  { unitOfWork, observer }: ReconciliationDeps,
  { placed, delta, expectedVersion }: Booking,
  { reconciliation, caller }: RowsContext,
): Promise<"booked" | "unsure" | "stale" | Refusal> {
  const { productVariantId, warehouse } = placed;
  const about = { productVariantId, warehouse, reconciliationId: reconciliation.id };
  const command = { kind: "reconcile", ...about, delta, expectedVersion } as const;
  try {
    const result = await unitOfWork.execute(command, { ...caller, idempotencyKey: null });
    if (result.ok) return "booked";
    const [refusal] = result.refusals as [Refusal];
    return refusal.code === "STALE_VERSION" ? "stale" : refusal;
  } catch (error) {
    if (!(error instanceof Failure && PASSING.has(error.code))) throw error;
    observer.stumbled(reconciliation.id, error);
    return error.code === "OUTCOME_UNKNOWN" ? "unsure" : "stale";
  }
}

/** With jitter: who else changes the item does so again, too. */
function pauseAfter(tries: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, 5 * 2 ** tries);
}

function unknownItem({ productVariantId }: PlacedFigure) {
  const message = `No inventory item has the product variant id "${productVariantId}".`;
  return { code: "NOT_FOUND", message } as const;
}

function difference(
  { sourceRow, productVariantId, warehouse, figure }: PlacedFigure,
  booked: number | null,
  what: Pick<Difference, "outcome"> & Partial<Pick<Difference, "delta" | "code" | "message">>,
): Difference {
  const silent = { delta: null, code: null, message: null };
  return { sourceRow, productVariantId, warehouse, figure, booked, ...silent, ...what };
}
