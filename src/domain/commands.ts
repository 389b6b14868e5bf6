import type {
  BackorderPolicy,
  ChangeType,
  Instant,
  Item,
  LedgerEntry,
  ReleaseReason,
  Reservation,
  Warehouse,
} from "./model.js";
import type { Refusal } from "./refusal.js";

export interface CreateItem {
  readonly kind: "createItem";
  readonly productVariantId: string;
  readonly sku: string | null;
  readonly lowStockThreshold: number;
  readonly backorderPolicy: BackorderPolicy;
  readonly backorderLimit: number | null;
}

export interface CreateWarehouse {
  readonly kind: "createWarehouse";
  readonly code: string;
  readonly name: string;
  readonly priority: number;
}

/** A year: a longer hold is meant to be endless (0). */
export const MAX_TTL_SECONDS = 31_536_000;

export interface ReserveLine {
  readonly productVariantId: string;
  readonly quantity: number;
  /** Id or code; null = the planner chooses. */
  readonly warehouse: string | null;
}

export interface Reserve {
  readonly kind: "reserve";
  readonly orderId: string;
  readonly userId: string | null;
  readonly lines: readonly ReserveLine[];
  /** 0 = never expires. */
  readonly ttlSeconds: number;
  readonly policy: "ALL_OR_NOTHING" | "PARTIAL";
}

/** Releases what one reservation, or every reservation of one order, still holds. */
export interface Release {
  readonly kind: "release";
  readonly reservationId: string | null;
  readonly orderId: string | null;
  readonly reason: ReleaseReason;
}

export interface Adjust {
  readonly kind: "adjust";
  readonly productVariantId: string;
  readonly delta: number;
  readonly changeType: ChangeType;
  /** Id or code; null = MAIN. */
  readonly warehouse: string | null;
  readonly reason: string | null;
  readonly orderId: string | null;
  readonly expectedVersion: number | null;
}

/** Books the expired holds of items that nobody else touches: locking them does it. */
export interface Expire {
  readonly kind: "expire";
  readonly productVariantIds: readonly string[];
}

export type Command = CreateItem | CreateWarehouse | Reserve | Release | Adjust | Expire;
export type CommandKind = Command["kind"];

/** What each command answers when it was carried out: the state right after it. */
export interface Answers {
  createItem: { readonly item: Item };
  createWarehouse: { readonly warehouse: Warehouse };
  /** `shortfalls`: what PARTIAL could not grant. */
  reserve: { readonly reservation: Reservation; readonly shortfalls: readonly Refusal[] };
  release: { readonly reservations: readonly Reservation[] };
  adjust: { readonly item: Item; readonly entries: readonly LedgerEntry[] };
  expire: Readonly<Record<string, never>>;
}

export type Answer = Answers[CommandKind];

/** Who asks, and on what occasion. */
export interface CommandMeta {
  /** The caller's subject: scope of idempotency keys, actor of ledger entries. */
  readonly subject: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly userId: string | null;
  /**
   * Codes or ids of the warehouses the caller is confined to; null = all.
   */
  readonly warehouses: readonly string[] | null;
  /** Whether the caller may take stock that nobody holds; else it sells what its order holds. */
  readonly mayAdjust: boolean;
}

/** What a rule is told beside the state and the command. */
export interface RuleContext extends CommandMeta {
  readonly now: Instant;
  readonly newId: () => string;
}
