import type { ReleaseReason, Reservation } from "../model.js";
import type { Refusal } from "../refusal.js";

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

/** Lets a hold last until `ttlSeconds` from now, never shorter than it would; 0 = for ever. */
export interface Extend {
  readonly kind: "extend";
  readonly reservationId: string;
  readonly ttlSeconds: number;
}

/** The order was paid: its hold expires no more. */
export interface Confirm {
  readonly kind: "confirm";
  readonly reservationId: string;
}

/** A part of what is held. */
export interface HeldLine {
  readonly productVariantId: string;
  /** null = everything that is still held of it. */
  readonly quantity: number | null;
  /** Id or code; null = wherever it is held. */
  readonly warehouse: string | null;
}

/** A sale of what a reservation holds: on hand and reserved fall together. */
export interface Fulfill {
  readonly kind: "fulfill";
  readonly reservationId: string;
  /** null = everything it still holds. */
  readonly lines: readonly HeldLine[] | null;
}

/** Gives back what one reservation, or every reservation of one order, still holds, or a part of it. */
export interface Release {
  readonly kind: "release";
  readonly reservationId: string | null;
  readonly orderId: string | null;
  /** null = everything. */
  readonly lines: readonly HeldLine[] | null;
  readonly reason: ReleaseReason;
}

/** Books the expired holds of items that nobody else touches: locking them does it. */
export interface Expire {
  readonly kind: "expire";
  readonly productVariantIds: readonly string[];
}

interface ReservationAnswer {
  readonly reservation: Reservation;
}

export interface ReservationAnswers {
  /** `shortfalls`: what PARTIAL could not grant. */
  reserve: ReservationAnswer & { readonly shortfalls: readonly Refusal[] };
  extend: ReservationAnswer;
  confirm: ReservationAnswer;
  fulfill: ReservationAnswer;
  release: { readonly reservations: readonly Reservation[] };
  expire: Readonly<Record<string, never>>;
}

export type ReservationCommand = Reserve | Extend | Confirm | Fulfill | Release | Expire;
