import type { DomainEvent } from "../../../src/domain/events.js";
import type {
  Bin,
  BinAssignment,
  Item,
  LedgerEntry,
  Level,
  Reservation,
  Transfer,
  Warehouse,
} from "../../../src/domain/model.js";
import type { UseCaseDeps } from "../../../src/usecases/use-case.js";

/** An event as it is stored. */
export type StoredEvent = Pick<
  DomainEvent,
  "type" | "aggregateId" | "aggregateType" | "aggregateVersion" | "ordinal" | "correlationId"
> & { readonly data: Readonly<Record<string, unknown>> };

/** Everything there is, in the order it was written. */
export interface Dump {
  readonly items: readonly Item[];
  readonly levels: readonly Level[];
  readonly reservations: readonly Reservation[];
  readonly transfers: readonly Transfer[];
  readonly warehouses: readonly Warehouse[];
  readonly bins: readonly Bin[];
  readonly assignments: readonly BinAssignment[];
  readonly entries: readonly LedgerEntry[];
  readonly events: readonly StoredEvent[];
}

/** What the model is compared with: rules over maps, or nodes over PostgreSQL. */
export interface World {
  /** One of each node. */
  readonly nodes: readonly UseCaseDeps[];
  /** Correlation ids of what was answered, in the order of the answers. */
  readonly answered: readonly string[];
  /** Lets the time of these reservations be over: the first of them first. */
  expire(ids: readonly { readonly id: string; readonly at: number }[]): Promise<void>;
  /** Books the expired holds of all items. */
  sweep(): Promise<void>;
  /** @returns differences that an audit finds, which must be none. */
  audit(): Promise<readonly unknown[]>;
  dump(): Promise<Dump>;
  close(): Promise<void>;
}
