import type { Inputs, Line } from "./calls.js";
import {
  holds,
  MAIN,
  open,
  owing,
  Refused,
  totals,
  type Hold,
  type HeldLine,
  type Item,
  type Made,
  type Refusal,
  type Stock,
  type Warehouse,
} from "./state.js";

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

type Demand = readonly (Line & { readonly index: number })[];
interface Plan {
  readonly demand: Demand;
  readonly item: Item | undefined;
  /** By warehouse. */
  readonly taken: Map<string, number>;
  readonly refusal: Refusal | null;
  readonly reason: string | null;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);

export function reserve(stock: Stock, { orderId, lines, ...input }: Inputs["reserve"], made: Made): Hold {
  const demands = new Map<string, (Line & { index: number })[]>();
  lines.forEach((line, index) => {
    demands.set(line.productVariantId, [...(demands.get(line.productVariantId) ?? []), { ...line, index }]);
  });
  const plans = [...demands].map(([id, demand]) => plan(stock, id, demand));
  const none = input.policy !== "PARTIAL" && plans.some(({ refusal }) => refusal !== null);
  const granted = none ? [] : plans.filter(({ taken }) => taken.size > 0);
  // Input that is not valid is nobody's news, unless something came of the rest.
  const isNews =
    granted.length > 0 || plans.every(({ refusal, reason }) => refusal === null || reason !== null);
  for (const { demand, item, reason } of isNews ? plans : []) {
    if (reason === null) continue;
    const id = (demand[0] as Line).productVariantId;
    const version = (item?.version ?? 0) + (granted.some((grant) => grant.item === item) ? 1 : 0);
    const quantityAttempted = sum(demand.map(({ quantity }) => quantity));
    const data = { productVariantId: id, quantityAttempted, reasonForFailure: reason, orderId };
    stock.tell("InventoryReservationFailedEvent", { id, version }, data);
  }
  const refusals = plans.flatMap(({ refusal }) => refusal ?? []);
  if (granted.length === 0) {
    const reasons = plans.flatMap(({ reason }) => reason ?? []);
    if (isNews) {
      const data = { orderId, reason: reasons[0] };
      stock.events.push({ type: "AllocationRejectedEvent", about: orderId, version: 0, data });
    }
    throw new Refused(...refusals);
  }
  const ttl = input.ttlSeconds ?? 900;
  const hold: Hold = { ...made, orderId, status: "ACTIVE", ttl, due: false, version: 1, lines: [] };
  for (const { item, taken } of granted as (Plan & { item: Item })[]) {
    stock.change(item, "RESERVATION", (move) => {
      for (const [warehouse, quantity] of taken) {
        hold.lines.push({ item: item.id, warehouse, quantity, fulfilled: 0, released: 0 });
        move(warehouse, 0, quantity);
      }
    });
    const after = totals(item);
    stock.tell("InventoryReservedEvent", item, {
      productVariantId: item.id,
      quantityReserved: sum(taken.values()),
      availableQuantityAfterReservation: after.quantity - after.reserved,
      currentQuantity: after.quantity,
      orderId,
      reservationId: made.id,
    });
  }
  stock.holds.set(made.id, hold);
  hold.lines.sort((a, b) => compare(a.item, b.item) || compare(idOf(stock, a), idOf(stock, b)));
  tellAllocation(stock, "AllocationCreatedEvent", [hold]);
  return hold;
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const idOf = (stock: Stock, line: HeldLine): string => stock.warehouse(line.warehouse)?.id ?? "";

/** What PARTIAL could not grant is told beside what it granted. */
export function shortfalls(stock: Stock, { lines }: Inputs["reserve"]): Refusal[] {
  const ids = [...new Set(lines.map(({ productVariantId }) => productVariantId))];
  return ids.flatMap((id) => {
    const demand = lines.map((line, index) => ({ ...line, index }));
    return (
      plan(
        stock,
        id,
        demand.filter(({ productVariantId }) => productVariantId === id),
      ).refusal ?? []
    );
  });
}

function plan(stock: Stock, id: string, demand: Demand): Plan {
  const taken = new Map<string, number>();
  const item = stock.item(id);
  const field = `lines.${demand[0]?.index}.productVariantId`;
  const failed = (code: string, reason: string): Plan => ({
    demand,
    item,
    taken,
    refusal: { code, field },
    reason,
  });
  if (!item) return failed("NOT_FOUND", "PRODUCT_NOT_FOUND");
  if (item.discontinued) return failed("DISCONTINUED", "DISCONTINUED");
  const bound = demand.filter(({ warehouseId }) => warehouseId);
  let invalid: Refusal | null = null;
  let short: number | null = null;
  for (const line of [...bound, ...demand.filter(({ warehouseId }) => !warehouseId)]) {
    const named = line.warehouseId ? stock.warehouse(line.warehouseId) : null;
    if (named === undefined) {
      invalid ??= { code: "NOT_FOUND", field: `lines.${line.index}.warehouseId` };
      continue;
    }
    if (draw(stock, item, named, line.quantity, taken) > 0) short ??= line.index;
  }
  if (invalid) return { demand, item, taken, refusal: invalid, reason: null };
  if (short === null) return { demand, item, taken, refusal: null, reason: null };
  const requested = sum(demand.map(({ quantity }) => quantity));
  const available = sum(taken.values());
  const refusal = { code: "INSUFFICIENT_STOCK", field: `lines.${short}.quantity`, requested, available };
  return { demand, item, taken, refusal, reason: "INSUFFICIENT_STOCK" };
}

/** Takes units where they are free, by priority; what MAIN may owe comes last. @returns what is missing. */
function draw(
  stock: Stock,
  item: Item,
  named: Warehouse | null,
  quantity: number,
  taken: Map<string, number>,
) {
  const sources = [...stock.warehouses.values()]
    .filter(({ code, active }) => active && item.levels.has(code) && (named === null || named.code === code))
    .sort((a, b) => a.priority - b.priority || (a.code < b.code ? -1 : 1));
  let missing = quantity;
  const take = (code: string, below: number) => {
    const level = stock.level(item, code);
    const free = level.quantity - level.reserved - (taken.get(code) ?? 0) + below;
    const units = Math.min(missing, Math.max(0, free));
    if (units > 0) taken.set(code, (taken.get(code) ?? 0) + units);
    missing -= units;
  };
  for (const { code } of sources) take(code, 0);
  if (sources.some(({ code }) => code === MAIN)) take(MAIN, owing(item, MAIN));
  return missing;
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
export function partsOf(
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

function tellAllocation(
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
