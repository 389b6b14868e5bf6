import type { CountInput, Inputs } from "./calls.js";
import { closeIfEmpty, tellLevels } from "./holds.js";
import { MAIN, open, owing, Refused, type HeldLine, type Item, type Refusal, type Stock } from "./state.js";

/** A delta; a sale of an order that holds the item takes what is held first. */
export function adjust(stock: Stock, input: Inputs["adjust"]): Item {
  const item = stock.needItem(input.productVariantId, "productVariantId");
  stock.needVersion(item, input.expectedVersion, "expectedVersion");
  const { code } = stock.needWarehouse(input.warehouseId ?? MAIN, "warehouseId");
  const orderId = input.orderId ?? null;
  const sold = input.changeType === "SALE" ? heldForSale(stock, item, input) : new Map<HeldLine, number>();
  let free = input.delta;
  const taken = new Map<string, number>();
  for (const [line, units] of sold) {
    taken.set(line.warehouse, (taken.get(line.warehouse) ?? 0) + units);
    free += units;
  }
  const level = stock.level(item, code);
  const gone = taken.get(code) ?? 0;
  const onHand = level.quantity - gone;
  const available = onHand - (level.reserved - gone) + owing(item, code);
  const obtainable = Math.max(0, Math.min(onHand, available));
  if (free < 0 && -free > obtainable) {
    // Of what was asked for in all, with what the order holds.
    throw new Refused(insufficient("delta", -input.delta, -input.delta + free + obtainable));
  }

  for (const [line, units] of sold) line.fulfilled += units;
  stock.change(item, input.changeType, (move) => {
    for (const [warehouse, units] of taken) {
      move(warehouse, -units + (warehouse === code ? free : 0), -units);
    }
    if (!taken.has(code) && free !== 0) move(code, free, 0);
  });
  tellLevels(stock, item, input.changeType, orderId);
  const touched = stock
    .holdsOfOrder(orderId ?? "")
    .filter((hold) => hold.lines.some((line) => sold.has(line)));
  for (const hold of touched) hold.version += 1;
  closeIfEmpty(stock, touched, "FULFILLED", {});
  return item;
}

/** What the order holds, in the warehouse of the sale where it names one; an order that held the item, and does no more, comes too late. */
function heldForSale(stock: Stock, item: Item, input: Inputs["adjust"]): Map<HeldLine, number> {
  const parts = new Map<HeldLine, number>();
  const left = new Map([...item.levels].map(([code, { quantity }]) => [code, quantity]));
  let missing = -input.delta;
  const order = input.orderId ? stock.holdsOfOrder(input.orderId) : [];
  const ever = order.flatMap((hold) => hold.lines.filter((line) => line.item === item.id));
  if (ever.length > 0 && ever.every((line) => open(line) === 0)) {
    throw new Refused({ code: "RESERVATION_CLOSED", field: "orderId" });
  }
  const lines = order
    .filter((hold) => hold.status === "ACTIVE" || hold.status === "CONFIRMED")
    .flatMap((hold) => hold.lines.filter((line) => line.item === item.id));
  const here = input.warehouseId ? stock.warehouse(input.warehouseId)?.code : undefined;
  for (const line of lines.filter(({ warehouse }) => here === undefined || warehouse === here)) {
    const units = Math.min(open(line) - (parts.get(line) ?? 0), missing, left.get(line.warehouse) ?? 0);
    if (units <= 0) continue;
    parts.set(line, (parts.get(line) ?? 0) + units);
    left.set(line.warehouse, (left.get(line.warehouse) ?? 0) - units);
    missing -= units;
  }
  return parts;
}

function insufficient(field: string, requested: number, available: number): Refusal {
  return { code: "INSUFFICIENT_STOCK", field, requested, available };
}

interface Count {
  readonly item: Item;
  readonly warehouse: string;
  readonly delta: number;
}

function check(stock: Stock, line: CountInput, at: string): Count {
  const item = stock.needItem(line.productVariantId, `${at}productVariantId`);
  stock.needVersion(item, line.expectedVersion, `${at}expectedVersion`);
  const { code: warehouse } = stock.needWarehouse(line.warehouseId ?? MAIN, `${at}warehouseId`);
  const { quantity, reserved } = stock.level(item, warehouse);
  if (line.changeFromQuantity !== null && line.changeFromQuantity !== quantity) {
    throw new Refused({ code: "STALE_QUANTITY", field: `${at}changeFromQuantity` });
  }
  const delta = line.quantity - quantity;
  if (delta < 0 && line.quantity - reserved < -owing(item, warehouse)) {
    const obtainable = Math.max(0, Math.min(quantity, quantity - reserved + owing(item, warehouse)));
    throw new Refused(insufficient(`${at}quantity`, -delta, obtainable));
  }
  return { item, warehouse, delta };
}

/** The counts of one item are one change of it; one that finds what was there changes nothing. */
function book(stock: Stock, counts: readonly Count[]): void {
  const changing = counts.filter(({ delta }) => delta !== 0);
  for (const item of new Set(changing.map((count) => count.item))) {
    stock.change(item, "ADJUSTMENT", (move) => {
      for (const count of changing) if (count.item === item) move(count.warehouse, count.delta, 0);
    });
    tellLevels(stock, item, "ADJUSTMENT", null);
  }
}

/** A count: what is on hand is what was counted. */
export function setStock(stock: Stock, line: CountInput): Item {
  const count = check(stock, line, "");
  book(stock, [count]);
  return count.item;
}

/** The item of each line that was set, or why it was not; with REJECT_ALL all are, or none. */
export function setStocks(stock: Stock, { lines, errorPolicy }: Inputs["setStocks"]): (Item | Refusal[])[] {
  const results = lines.map((line, index) => {
    try {
      return check(stock, line, `lines.${index}.`);
    } catch (error) {
      if (error instanceof Refused) return [...error.refusals];
      throw error;
    }
  });
  const refusals = results.flatMap((each) => (Array.isArray(each) ? each : []));
  if (errorPolicy !== "REJECT_FAILED" && refusals.length > 0) throw new Refused(...refusals);
  book(
    stock,
    results.flatMap((each) => (Array.isArray(each) ? [] : each)),
  );
  return results.map((each) => (Array.isArray(each) ? each : each.item));
}
