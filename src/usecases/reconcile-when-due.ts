import type { Instant } from "../domain/model.js";
import { reconcileStock } from "./reconcile-stock.js";
import type { ReconciliationDeps } from "./reconciliation-deps.js";
import type { Caller } from "./use-case.js";

export interface ReconciliationSchedule {
  /** The last slot at or before the moment; null: there was none. */
  latestSlot(moment: Instant): Instant | null;
  /** Whether what differs is booked. */
  readonly apply: boolean;
  caller(): Caller;
}

/**
 * Reconciles once a slot of the schedule, over all processes that call it now and then: whoever comes first does it.
 * Slots from before the first call are over, unless one that was begun was abandoned.
 *
 * @returns what is to be called; it waits for the end of what it begins.
 */
export function reconcileWhenDue(
  deps: ReconciliationDeps,
  { latestSlot, apply, caller }: ReconciliationSchedule,
): () => Promise<void> {
  const since = deps.clock.now();
  let settled: Instant | null = null;
  return async () => {
    const slot = latestSlot(deps.clock.now());
    if (slot === null || slot === settled) return;
    const occasion = { origin: "SCHEDULE", slot, onlyAbandoned: slot <= since } as const;
    const started = await reconcileStock(deps, { dryRun: !apply }, occasion, caller());
    if (started.ok) {
      const ended = await started.ended;
      if (ended?.state !== "ABANDONED") settled = slot;
    } else if (started.running === null) settled = slot;
  };
}
