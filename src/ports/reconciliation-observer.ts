import type { DifferenceOutcome } from "../domain/reconciliation.js";
import type { Reconciliation } from "./reconciliations.js";

/** Told what this process's reconciliations come to, for logs and metrics. */
export interface ReconciliationObserver {
  differences(outcome: DifferenceOutcome, count: number): void;
  /** Something stands in the way that is tried again. */
  stumbled(id: string, error: unknown): void;
  /** Of one that fails: the defect, or the source's fault, behind `lastError`. */
  failed(id: string, error: unknown): void;
  ended(reconciliation: Reconciliation): void;
}
