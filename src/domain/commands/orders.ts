import type { Item, Reservation } from "../model.js";
import type { OrderEnd, VariantUnits } from "../order-intake.js";
import type { ReserveLine } from "./reservations.js";

// What other services say of orders. The message is remembered, not its time of arrival: any order of arrival ends in
// the same stock.

/** An order was made: its lines are held, all or none, once an order. */
export interface OpenOrder {
  readonly kind: "openOrder";
  readonly orderId: string;
  readonly userId: string | null;
  readonly lines: readonly ReserveLine[];
  /** 0 = held until a message ends it. */
  readonly ttlSeconds: number;
  /** DECREMENT: what is ordered is sold at once. */
  readonly policy: "RESERVE" | "DECREMENT";
}

/** The order came to nothing: what it holds is given back, now and later. */
export interface EndOrder {
  readonly kind: "endOrder";
  readonly orderId: string;
  readonly reason: OrderEnd;
}

/** Goods of the order leave: what it holds is sold, and what it does not hold (any more) is taken from what is available. */
export interface ShipOrder {
  readonly kind: "shipOrder";
  readonly orderId: string;
  /** null = whatever of the order has not left yet. */
  readonly lines: readonly VariantUnits[] | null;
}

/** Goods came back and can be sold again. */
export interface TakeBack {
  readonly kind: "takeBack";
  readonly orderId: string | null;
  readonly lines: readonly ReserveLine[];
}

/**
 * What became of an order's lines. KNOWN: they had been told before. ELSEWHERE: somebody else holds stock for the order,
 * by the API. ENDED, SHIPPED: that was told before, so there is nothing to hold. REJECTED: there is not enough.
 */
export type Opened = "RESERVED" | "SOLD" | "REJECTED" | "KNOWN" | "ELSEWHERE" | "ENDED" | "SHIPPED";

export interface OrderAnswers {
  openOrder: { readonly opened: Opened; readonly reservation: Reservation | null };
  /** `left`: of the returned ones, those that were deleted before. */
  endOrder: {
    readonly released: readonly Reservation[];
    readonly returned: readonly Item[];
    readonly left: readonly Item[];
  };
  shipOrder: { readonly reservations: readonly Reservation[] };
  takeBack: { readonly items: readonly Item[] };
}

export type OrderCommand = OpenOrder | EndOrder | ShipOrder | TakeBack;
