import type { Warehouse } from "../domain/model.js";
import type { Difference } from "../domain/reconciliation.js";
import type { AuditLog } from "../ports/audit-log.js";
import type { Clock } from "../ports/clock.js";
import type { ReconciliationObserver } from "../ports/reconciliation-observer.js";
import type {
  LevelAt,
  Reconciliation,
  ReconciliationLog,
  Reconciliations,
} from "../ports/reconciliations.js";
import type { Reader } from "../ports/reader.js";
import type { StockSource } from "../ports/stock-source.js";
import type { UnitOfWork } from "../ports/unit-of-work.js";
import type { Caller } from "./use-case.js";

/** What the verbs on reconciliations are given once, at start. */
export interface ReconciliationDeps {
  readonly unitOfWork: UnitOfWork;
  readonly reader: Pick<Reader, "warehouses">;
  readonly reconciliations: Reconciliations & ReconciliationLog;
  /** null: none is configured. */
  readonly source: StockSource | null;
  /** How far the moments of figures and of stock movements may be off from each other. */
  readonly toleranceMs: number;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly observer: ReconciliationObserver;
  /** Told of each that is begun; `ended` rejects when its end cannot be stored. */
  onBegun(ended: Promise<Reconciliation>): void;
  /** Aborted when the process stops: what is under way is given up. */
  readonly stopping: AbortSignal;
}

export interface RowsContext {
  readonly reconciliation: Reconciliation;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** How much the database's clock is ahead of this process's: at least, and at most. */
  readonly ahead: { readonly least: number; readonly most: number };
  readonly warehouses: readonly Warehouse[];
}

/** A figure that names a level of ours. */
export interface PlacedFigure extends LevelAt {
  readonly sourceRow: number;
  /** Code. */
  readonly warehouse: string;
  readonly figure: number;
}

/** What was found of some rows. */
export interface Found {
  readonly compared: number;
  readonly agreeing: number;
  readonly differences: readonly Difference[];
  /** What ended it before all of them were looked at; the others of this are so all the same. */
  readonly failure?: unknown;
}
