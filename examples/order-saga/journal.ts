import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import type { Order } from "./order.js";

/** Where each order stands, on the disk: what a database would keep. */
export interface Journal {
  readonly orders: ReadonlyMap<string, Order>;
  /** Returns when it would outlive a power cut. */
  write(order: Order): void;
  close(): void;
}

/** A line for each step; the last of an order counts. */
export function openJournal(path: string): Journal {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  // A line that a crash has cut off was never acted upon.
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const orders = new Map<string, Order>();
  for (const line of whole.split("\n").filter(Boolean)) {
    const order = JSON.parse(line) as Order;
    orders.set(order.orderId, order);
  }
  const file = openSync(path, "a");
  return {
    orders,
    write(order) {
      writeSync(file, `${JSON.stringify(order)}\n`);
      fsyncSync(file);
      orders.set(order.orderId, order);
    },
    close: () => closeSync(file),
  };
}
