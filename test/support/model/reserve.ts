import type { Inputs, Line } from "./calls.js";
import { sum, tellAllocation } from "./holds.js";
import {
  MAIN,
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

type Demand = readonly (Line & { readonly index: number })[];
interface Plan {
  readonly demand: Demand;
  readonly item: Item | undefined;
  /** By warehouse. */
  readonly taken: Map<string, number>;
  readonly refusal: Refusal | null;
  readonly reason: string | null;
}

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
