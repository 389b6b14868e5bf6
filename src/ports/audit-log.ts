import type { FailureCode } from "../domain/failure.js";

/** Who acts, and by what he may. */
export interface Actor {
  readonly subject: string;
  /** A scope; `system`, `command` or `embedder` where no token is asked for. */
  readonly right: string;
  /** Codes or ids of those that he is confined to; null = all. */
  readonly warehouses: readonly string[] | null;
  readonly correlationId: string;
  /** Of the other side of the connection; null: it came by none. */
  readonly address: string | null;
}

export interface Deed {
  readonly operation: string;
  /** The ids that it names. */
  readonly of: Readonly<Record<string, unknown>>;
  /** `DONE`, or the code of the refusal or failure. */
  readonly outcome: string;
}

/** Whom nothing was done for, for lack of a token or of a right. */
export interface Unentitled {
  readonly code: Extract<FailureCode, "UNAUTHENTICATED" | "FORBIDDEN">;
  readonly reason: string;
  /** A root field, or a method and route. */
  readonly operation: string;
  /** Nobody is known before the token is believed. */
  readonly subject: string | null;
  readonly warehouses: readonly string[] | null;
  readonly correlationId: string | null;
  readonly address: string | null;
}

/** Told who did what and who was not let, for whoever asks later. */
export interface AuditLog {
  /** Whether what is done by this right is written at all: else its words need not be made. */
  wants(by: Pick<Actor, "right">): boolean;
  did(deed: Deed, by: Actor): void;
  turnedAway(unentitled: Unentitled): void;
}
