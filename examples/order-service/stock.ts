import type { Stockfeed } from "./stockfeed.js";

export interface Line {
  readonly productVariantId: string;
  readonly quantity: number;
}

export interface Reservation {
  readonly id: string;
  readonly status: "ACTIVE" | "CONFIRMED" | "FULFILLED" | "RELEASED" | "EXPIRED";
  /** null: never. */
  readonly expiresAt: string | null;
}

/** Why the service would not: for each line that is short what there is. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly productVariantId?: string;
  readonly requested?: number;
  readonly available?: number;
}

export interface Outcome {
  readonly reservation: Reservation | null;
  readonly refusals: Refusal[];
}

const RESERVATION = "id status expiresAt";
const ERRORS =
  "userErrors { code message ... on InsufficientStockError { productVariantId requested available } }";
const mutation = (verb: string, input: string) =>
  `mutation ($input: ${input}!) { payload: ${verb}(input: $input) { reservation { ${RESERVATION} } ${ERRORS} } }`;

const RESERVE = mutation("reserveStock", "ReserveStockInput");
const CONFIRM = mutation("confirmReservation", "ConfirmReservationInput");
const FULFILL = mutation("fulfillReservation", "FulfillReservationInput");
const RELEASE = mutation("releaseReservation", "ReleaseReservationInput");
const OF_ORDER = `query ($orderId: ID!) {
  reservations(first: 1, filter: { orderId: $orderId }) { edges { node { ${RESERVATION} } } }
}`;

interface Answered {
  readonly payload: { readonly reservation: Reservation | null; readonly userErrors: Refusal[] };
}
interface Found {
  readonly reservations: { readonly edges: { readonly node: Reservation }[] };
}

export interface Stock {
  reserve(orderId: string, lines: Line[]): Promise<Outcome>;
  /** null: the order holds nothing, and never did. */
  find(orderId: string): Promise<Reservation | null>;
  confirm(orderId: string, reservationId: string): Promise<Outcome>;
  fulfill(orderId: string, reservationId: string): Promise<Outcome>;
  release(orderId: string, reservationId: string): Promise<Outcome>;
}

/**
 * Each step of an order has one idempotency key, made of the order: however often it is sent, from whichever of our
 * processes, it is done once.
 */
export function openStock(stockfeed: Stockfeed): Stock {
  async function send(query: string, idempotencyKey: string, input: object): Promise<Outcome> {
    const { payload } = await stockfeed.ask<Answered>(query, { input: { ...input, idempotencyKey } });
    return { reservation: payload.reservation, refusals: payload.userErrors };
  }
  return {
    reserve: (orderId, lines) => send(RESERVE, `${orderId}:reserve`, { orderId, lines }),
    async find(orderId) {
      const { reservations } = await stockfeed.ask<Found>(OF_ORDER, { orderId });
      return reservations.edges[0]?.node ?? null;
    },
    confirm: (orderId, reservationId) => send(CONFIRM, `${orderId}:confirm`, { reservationId }),
    fulfill: (orderId, reservationId) => send(FULFILL, `${orderId}:fulfill`, { reservationId }),
    release: (orderId, reservationId) =>
      send(RELEASE, `${orderId}:release`, { reservationId, reason: "ORDER_CANCELLED" }),
  };
}
