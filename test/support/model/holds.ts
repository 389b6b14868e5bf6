import type { Inputs, Line } from "./calls.js";
import {
  holds,
  open,
  Refused,
  totals,
  type Hold,
  type HeldLine,
  type Item,
  type Refusal,
  type Stock,
} from "./state.js";

export const sum = (numbers: Iterable<number>): number =>
  [...numbers].reduce((total, each) => total + each, 0);

/** Whoever touches an item first books its expired holds, one reservation after the other. */
export function bookExpired(stock: Stock, id: string): void {
  const item = stock.items.get(id);
  if (!item) return;
  for (const hold of stock.holds.values()) {
    if (!hold.due || !hold.lines.some((line) => line.item === id && open(line) > 0)) continue;
    const { entries, events } = stock;
    stock.entries = [];
    stock.events = [];
    hold.version += 1;
    hold.status = "EXPIRED";
    giveBack(stock, item, [hold], "EXPIRY", "RESERVATION_EXPIRED");
    if (!holds(hold))
      tellAllocation(stock, "AllocationCancelledEvent", [hold], { reason: "RESERVATION_EXPIRED" });
    stock.expiries.push(...stock.events);
    stock.entries = entries;
    stock.events = events;
  }
}

/** Never shorter than it would last; what is confirmed lasts for ever. */
export function extend(stock: Stock, { reservationId, ttlSeconds }: Inputs["extend"]): Hold {
  const hold = needOpen(stock, reservationId);
  if (hold.ttl === 0 || (ttlSeconds !== 0 && ttlSeconds <= hold.ttl)) return hold;
  hold.ttl = ttlSeconds;
  hold.version += 1;
  return hold;
}

export function confirm(stock: Stock, { reservationId }: Inputs["confirm"]): Hold {
  const hold = needOpen(stock, reservationId);
  if (hold.status === "CONFIRMED") return hold;
  hold.status = "CONFIRMED";
  hold.ttl = 0;
  hold.version += 1;
  tellAllocation(stock, "AllocationConfirmedEvent", [hold]);
  return hold;
}

/** A sale: on hand and reserved fall together, and what is owed is not there to be sold. */
export function fulfill(stock: Stock, { reservationId, lines }: Inputs["fulfill"]): Hold {
  const hold = needOpen(stock, reservationId);
  const onHand = new Map<string, number>();
  for (const { item, warehouse } of hold.lines) {
    onHand.set(`${item} ${warehouse}`, stock.level(stock.items.get(item) as Item, warehouse).quantity);
  }
  const parts = partsOf(stock, [hold], lines, onHand);
  for (const [id, own] of byItem(parts)) {
    const item = stock.items.get(id) as Item;
    stock.change(item, "SALE", (move) => {
      for (const [warehouse, units] of byWarehouse(own)) move(warehouse, -units, -units);
    });
    tellLevels(stock, item, "SALE", hold.orderId);
  }
  for (const [line, units] of parts) line.fulfilled += units;
  hold.version += 1;
  closeIfEmpty(stock, [hold], "FULFILLED", {});
  return hold;
}

/** How much of which line; without `lines` everything that is held. `room`: units by level, without it any. */
function partsOf(
  stock: Stock,
  held: readonly Hold[],
  lines?: readonly Line[],
  room?: Map<string, number>,
): Map<HeldLine, number> {
  const all = held.flatMap((hold) => hold.lines);
  const parts = new Map<HeldLine, number>();
  const take = (line: HeldLine, wanted: number): number => {
    const key = `${line.item} ${line.warehouse}`;
    const left = room?.get(key) ?? Infinity;
    const units = Math.min(wanted, open(line) - (parts.get(line) ?? 0), left);
    if (units > 0) parts.set(line, (parts.get(line) ?? 0) + units);
    room?.set(key, left - units);
    return units;
  };
  const short = (field: string, requested: number, available: number): Refusal => {
    return { code: "INSUFFICIENT_STOCK", field, requested, available };
  };
  const refusals: Refusal[] = [];
  for (const line of lines ? [] : all) {
    const [wanted, units] = [open(line), take(line, open(line))];
    if (units < wanted) refusals.push(short("reservationId", wanted, units));
  }
  const asked = (lines ?? []).map((line, index) => ({ ...line, index }));
  const inOrder = [...asked.filter((line) => line.warehouseId), ...asked.filter((line) => !line.warehouseId)];
  for (const { productVariantId, quantity, warehouseId, index } of inOrder) {
    const known = all.filter((line) => line.item === productVariantId);
    const named = warehouseId ? stock.warehouse(warehouseId) : null;
    const from = known.filter((line) => named === null || line.warehouse === named?.code);
    const still = from.reduce((total, line) => total + open(line) - (parts.get(line) ?? 0), 0);
    const field = `lines.${index}.`;
    if (named === undefined) refusals.push({ code: "NOT_FOUND", field: `${field}warehouseId` });
    else if (known.length === 0) refusals.push({ code: "NOT_FOUND", field: `${field}productVariantId` });
    else if (still < quantity) refusals.push({ code: "INVALID_QUANTITY", field: `${field}quantity` });
    else {
      let units = 0;
      for (const line of from) units += take(line, quantity - units);
      if (units < quantity) refusals.push(short(`${field}quantity`, quantity, units));
    }
  }
  if (refusals.length > 0) throw new Refused(...refusals);
  return parts;
}

/** One StockLevelChanged for each entry of the item's last change that moved units on hand. */
export function tellLevels(stock: Stock, item: Item, changeType: string, orderId: string | null): void {
  for (const entry of stock.entries) {
    if (entry.item !== item.id || entry.version !== item.version || entry.quantityDelta === 0) continue;
    const { warehouse, quantityDelta: quantityChanged } = entry;
    const data = { productVariantId: item.id, warehouse, quantityChanged, changeType, orderId };
    stock.tell("StockLevelChangedEvent", item, data);
  }
}

export function release(stock: Stock, input: Inputs["release"]): Hold[] {
  const field = input.reservationId ? "reservationId" : "orderId";
  const hold = stock.holds.get(input.reservationId ?? "");
  const found = input.orderId ? stock.holdsOfOrder(input.orderId) : hold ? [hold] : [];
  if (found.length === 0) throw new Refused({ code: "NOT_FOUND", field });
  const closable = found.filter(isOpen);
  if (closable.length === 0) throw new Refused({ code: "RESERVATION_CLOSED", field });
  const parts = partsOf(stock, closable, input.lines);
  const touched = closable.filter((each) => each.lines.some((line) => parts.has(line)));
  for (const each of touched) each.version += 1;
  for (const [id, own] of byItem(parts)) {
    const item = stock.items.get(id) as Item;
    giveBack(stock, item, touched, "RELEASE", input.reason, own);
  }
  closeIfEmpty(stock, touched, "RELEASED", { reason: input.reason });
  return touched;
}

/** What holds of one order have of one item, or the given part of it, is free again. */
function giveBack(
  stock: Stock,
  item: Item,
  held: readonly Hold[],
  kind: string,
  reason: string,
  given?: Map<HeldLine, number>,
): void {
  const lines = held.flatMap((hold) => hold.lines).filter((line) => line.item === item.id && open(line) > 0);
  const parts = given ?? new Map(lines.map((line) => [line, open(line)]));
  for (const [line, units] of parts) line.released += units;
  stock.change(item, kind, (move) => {
    for (const [warehouse, units] of byWarehouse(parts)) move(warehouse, 0, -units);
  });
  const after = totals(item);
  stock.tell("InventoryReleasedEvent", item, {
    productVariantId: item.id,
    quantityReleased: sum(parts.values()),
    availableQuantityAfterRelease: after.quantity - after.reserved,
    currentQuantity: after.quantity,
    orderId: (held[0] as Hold).orderId,
    reasonForRelease: reason,
  });
}

/** Told once, when nothing is held any more. */
export function closeIfEmpty(
  stock: Stock,
  held: readonly Hold[],
  closed: "FULFILLED" | "RELEASED",
  data: Readonly<Record<string, unknown>>,
): void {
  const ended = held.filter((hold) => !holds(hold));
  for (const hold of ended) hold.status = closed;
  const type = closed === "FULFILLED" ? "AllocationFulfilledEvent" : "AllocationCancelledEvent";
  if (ended.length > 0) tellAllocation(stock, type, ended, data);
}

/** What the order is told beside its variants. */
export function tellAllocation(
  stock: Stock,
  type: string,
  held: readonly Hold[],
  data: Readonly<Record<string, unknown>> = {},
): void {
  const orderId = (held[0] as Hold).orderId;
  const version = Math.max(...held.map((hold) => hold.version));
  const reservationIds = held.map(({ id }) => id).sort();
  stock.events.push({ type, about: orderId, version, data: { orderId, reservationIds, ...data } });
}

const isOpen = ({ status }: Hold): boolean => status === "ACTIVE" || status === "CONFIRMED";

function needOpen(stock: Stock, id: string): Hold {
  const hold = stock.holds.get(id);
  if (!hold) throw new Refused({ code: "NOT_FOUND", field: "reservationId" });
  if (!isOpen(hold)) throw new Refused({ code: "RESERVATION_CLOSED", field: "reservationId" });
  return hold;
}

function byItem(parts: Map<HeldLine, number>): Map<string, Map<HeldLine, number>> {
  const items = new Map<string, Map<HeldLine, number>>();
  for (const [line, units] of parts)
    items.set(line.item, (items.get(line.item) ?? new Map()).set(line, units));
  return items;
}

function byWarehouse(parts: Map<HeldLine, number>): Map<string, number> {
  const units = new Map<string, number>();
  for (const [{ warehouse }, each] of parts) units.set(warehouse, (units.get(warehouse) ?? 0) + each);
  return units;
}
