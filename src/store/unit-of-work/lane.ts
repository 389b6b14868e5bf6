import type { Access } from "../../domain/access.js";
import { Failure } from "../../domain/failure.js";
import type { Pending } from "./batch.js";

const MAX_COMMANDS = 256;
const MAX_KEYS = 1_024;

/** Commands that wait for their turn, first in first out, and those whose turn it is. */
export class Lane {
  running = false;
  idle: Promise<void> = Promise.resolve();
  #waiting: Pending[] = [];
  #inFlight: readonly Pending[] = [];
  /** How many commands of the lane, waiting or in flight, have the key. */
  readonly #keys = new Map<string, number>();

  get waiting(): number {
    return this.#waiting.length;
  }

  push(pending: readonly Pending[]): void {
    this.#waiting.push(...pending);
    this.#count(pending, 1);
  }

  /** Back to the front: they stay ahead of what came later. */
  putBack(pending: readonly Pending[]): void {
    this.#waiting = [...pending, ...this.#waiting];
    this.#count(pending, 1);
  }

  /** The next batch: bounded in commands and keys, without those whose caller has given up. */
  take(now: number): readonly Pending[] {
    const batch: Pending[] = [];
    const late: Pending[] = [];
    let keys = 0;
    for (const pending of this.#waiting) {
      const own = pending.keys.length;
      if (batch.length === MAX_COMMANDS || (batch.length > 0 && keys + own > MAX_KEYS)) break;
      const { deadline } = pending.submission;
      if (deadline !== null && deadline < now) late.push(pending);
      else {
        batch.push(pending);
        keys += own;
      }
    }
    this.#waiting = this.#waiting.slice(batch.length + late.length);
    this.#inFlight = batch;
    this.#count(late, -1);
    for (const { fail } of late) {
      fail(new Failure("OVERLOADED", "The request waited longer than its caller would; it was not run."));
    }
    return batch;
  }

  /** The batch in flight has been dealt with. */
  done(): void {
    this.#count(this.#inFlight, -1);
    this.#inFlight = [];
  }

  /** Something on one of these keys is in this lane, and has to stay ahead. */
  touches({ keys }: Pick<Pending, "keys">): boolean {
    return this.#keys.size > 0 && keys.some((key) => this.#keys.has(key));
  }

  /** Takes out what waits for something that the other lane holds. */
  removeBehind(other: Lane): readonly Pending[] {
    const behind = this.#waiting.filter((pending) => other.touches(pending));
    if (behind.length > 0) {
      this.#waiting = this.#waiting.filter((pending) => !other.touches(pending));
      this.#count(behind, -1);
    }
    return behind;
  }

  #count(pending: readonly Pending[], by: 1 | -1): void {
    for (const { keys } of pending) {
      for (const key of keys) {
        const count = (this.#keys.get(key) ?? 0) + by;
        if (count === 0) this.#keys.delete(key);
        else this.#keys.set(key, count);
      }
    }
  }
}

/** The rows that commands lock by name; what is named by a bin's code is locked by its warehouse. */
export function keysOf({ items, reservations, orders, transfers, warehouses, bins }: Access): string[] {
  return [
    ...items.map((id) => `item ${id}`),
    ...reservations.map((id) => `reservation ${id}`),
    ...orders.map((id) => `order ${id}`),
    ...transfers.map((id) => `transfer ${id}`),
    ...warehouses.map((ref) => `warehouse ${ref}`),
    ...bins.map((id) => `bin ${id}`),
  ];
}
