import { setTimeout as delay } from "node:timers/promises";
import type { Journal } from "./journal.js";
import { isOver, type Order, type Refusal } from "./order.js";
import type { Payment } from "./payment.js";

/**
 * The inventory service's part, by its API or by events. Each may be asked for again, with what came of it before lost:
 * it is done once.
 */
export interface Stock {
  /** Every line or none. */
  reserve(order: Order): Promise<Refusal>;
  /** From here on the units do not expire under the payment. */
  secure(order: Order): Promise<Refusal>;
  /** They have left the house. */
  ship(order: Order): Promise<Refusal>;
  /** The compensation: whatever the order holds is available again. */
  release(order: Order): Promise<void>;
  /** The order's new state is on the disk: what has told of it may be forgotten. */
  noted(order: Order): void;
}

interface Parts {
  readonly stock: Stock;
  readonly payment: Payment;
}
type Next = Pick<Order, "state"> & Partial<Pick<Order, "reason">>;

/** What follows from where an order stands. A crash in the middle is followed by the same step from its beginning. */
async function step(order: Order, { stock, payment }: Parts): Promise<Next> {
  const { state } = order;
  switch (state) {
    case "PLACED": {
      const reason = await stock.reserve(order);
      return reason === null ? { state: "RESERVED" } : { state: "REJECTED", reason };
    }
    case "RESERVED": {
      const reason = (await stock.secure(order)) ?? (await payment.charge(order));
      return reason === null ? { state: "PAID" } : { state: "DECLINED", reason };
    }
    case "PAID": {
      const reason = await stock.ship(order);
      if (reason === null) return { state: "SHIPPED" };
      await payment.refund(order);
      return { state: "DECLINED", reason };
    }
    case "DECLINED":
      await stock.release(order);
      return { state: "CANCELLED" };
    case "REJECTED":
    case "SHIPPED":
    case "CANCELLED":
      throw new Error(`${order.orderId} is over`);
    default:
      return state satisfies never;
  }
}

const PAUSE_MS = 500;

/** Resolves when the order has come to an end, however long one of the others is away. */
export async function carryOut(order: Order, journal: Journal, parts: Parts): Promise<void> {
  for (let now = order; !isOver(now);) {
    try {
      now = { ...now, ...(await step(now, parts)) };
    } catch (error) {
      console.error(`${now.orderId} stays ${now.state} for a moment: ${(error as Error).message}`);
      await delay(PAUSE_MS);
      continue;
    }
    journal.write(now);
    parts.stock.noted(now);
  }
}
