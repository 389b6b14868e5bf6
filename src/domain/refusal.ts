import type { Item } from "./model.js";

export const REFUSAL_CODES = [
  "NOT_FOUND",
  "INSUFFICIENT_STOCK",
  "STALE_VERSION",
  "STALE_QUANTITY",
  "DISCONTINUED",
  "INVALID_QUANTITY",
  "INVALID_INPUT",
  "RESERVATION_CLOSED",
  "ALREADY_EXISTS",
  "IDEMPOTENCY_KEY_REUSED",
  "LIMIT_EXCEEDED",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Why a command was not carried out, in terms its caller can act on. Nothing was changed. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The path in the input, e.g. ["lines", "2", "quantity"]. */
  readonly field: readonly string[];
  readonly message: string;
  /** With INSUFFICIENT_STOCK: what was asked for, and what there is. */
  readonly shortage?: {
    readonly productVariantId: string;
    readonly requested: number;
    readonly available: number;
  };
  /** With STALE_VERSION: the item as it is now. */
  readonly current?: Item;
}
