// The stock as DOMAIN.md describes it, in maps and loops. Written to be obviously right,
// not fast; it shares nothing with src/domain.

export const MAIN = "MAIN";

export interface Level {
  quantity: number;
  reserved: number;
}

export interface Item {
  readonly id: string;
  sku: string | null;
  threshold: number;
  policy: "DENY" | "LIMIT" | "ALLOW";
  limit: number | null;
  discontinued: boolean;
  deleted: boolean;
  inTransit: number;
  version: number;
  /** By code of the warehouse, in the order they came. */
  readonly levels: Map<string, Level>;
}

export interface HeldLine {
  readonly item: string;
  readonly warehouse: string;
  readonly quantity: number;
  fulfilled: number;
  released: number;
}

/** What of a new row the model cannot know, and takes from the answer. */
export interface Made {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface Hold extends Made {
  readonly orderId: string;
  status: string;
  /** Seconds it was given last; 0 = for ever. */
  ttl: number;
  /** Its time is over, whether or not that was booked. */
  due: boolean;
  version: number;
  readonly lines: HeldLine[];
}

export interface Warehouse {
  readonly id: string;
  readonly code: string;
  name: string;
  priority: number;
  active: boolean;
  version: number;
}

export interface TransferLine {
  readonly item: string;
  readonly quantity: number;
  received: number;
  missing: number;
  returned: number;
}

export interface Transfer {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  status: string;
  readonly lines: TransferLine[];
}

export interface Entry {
  readonly item: string;
  readonly version: number;
  readonly warehouse: string;
  readonly kind: string;
  readonly quantityDelta: number;
  readonly reservedDelta: number;
  readonly quantityAfter: number;
  readonly reservedAfter: number;
}

/** An event that must be there, with those of its data that the model knows. */
export interface Expected {
  readonly type: string;
  readonly about: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Refusal {
  readonly code: string;
  readonly field: string;
  readonly requested?: number;
  readonly available?: number;
  /** With STALE_VERSION: the version that the item has. */
  readonly current?: number;
}

export class Refused extends Error {
  readonly refusals: readonly Refusal[];

  constructor(...refusals: readonly Refusal[]) {
    super(JSON.stringify(refusals));
    this.refusals = refusals;
  }
}

export const open = (line: HeldLine): number => line.quantity - line.fulfilled - line.released;
export const onTheWay = (line: TransferLine): number =>
  line.quantity - line.received - line.missing - line.returned;
export const holds = (hold: Hold): boolean => hold.lines.some((line) => open(line) > 0);

export function totals(item: Item): Level {
  const sum = { quantity: 0, reserved: 0 };
  for (const level of item.levels.values()) {
    sum.quantity += level.quantity;
    sum.reserved += level.reserved;
  }
  return sum;
}

export function status(item: Item): string {
  const { quantity, reserved } = totals(item);
  if (item.discontinued) return "DISCONTINUED";
  if (quantity - reserved <= 0) return "OUT_OF_STOCK";
  return quantity - reserved <= item.threshold ? "LOW_STOCK" : "IN_STOCK";
}

/** How far below zero the warehouse's available units may go. */
export function owing(item: Item, warehouse: string): number {
  if (warehouse !== MAIN || item.policy === "DENY") return 0;
  return item.policy === "ALLOW" ? Infinity : (item.limit ?? 0);
}

export class Stock {
  readonly items = new Map<string, Item>();
  readonly warehouses = new Map<string, Warehouse>();
  readonly holds = new Map<string, Hold>();
  readonly transfers = new Map<string, Transfer>();
  /** By id: code of the warehouse, and the bin's own. */
  readonly bins = new Map<string, { readonly warehouse: string; readonly code: string }>();
  readonly assigned = new Set<string>();
  /** Of the command that runs. */
  entries: Entry[] = [];
  events: Expected[] = [];
  /** Of expired holds, whoever's command found them. */
  readonly expiries: Expected[] = [];

  item(id: string): Item | undefined {
    const item = this.items.get(id);
    return item?.deleted ? undefined : item;
  }

  needItem(id: string, field: string): Item {
    const item = this.item(id);
    if (!item) throw new Refused({ code: "NOT_FOUND", field });
    return item;
  }

  /** By id or by code. */
  warehouse(ref: string): Warehouse | undefined {
    return this.warehouses.get(ref) ?? [...this.warehouses.values()].find(({ id }) => id === ref);
  }

  needWarehouse(ref: string, field: string): Warehouse {
    const warehouse = this.warehouse(ref);
    if (!warehouse) throw new Refused({ code: "NOT_FOUND", field });
    return warehouse;
  }

  needVersion(item: Item, expected: number | null | undefined, field: string): void {
    if (typeof expected !== "number" || expected === item.version) return;
    throw new Refused({ code: "STALE_VERSION", field, current: item.version });
  }

  level(item: Item, warehouse: string): Level {
    return item.levels.get(warehouse) ?? { quantity: 0, reserved: 0 };
  }

  /** The oldest first. */
  holdsOfOrder(orderId: string): Hold[] {
    const own = [...this.holds.values()].filter((hold) => hold.orderId === orderId);
    return own.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** One change of one item: everything that follows from it, in one place. */
  change(item: Item, kind: string, edit: (move: Move) => void): void {
    const before = { ...totals(item), status: status(item) };
    item.version += 1;
    edit((warehouse, quantityDelta, reservedDelta) => {
      const level = item.levels.get(warehouse) ?? { quantity: 0, reserved: 0 };
      item.levels.set(warehouse, level);
      level.quantity += quantityDelta;
      level.reserved += reservedDelta;
      const { quantity: quantityAfter, reserved: reservedAfter } = level;
      const { id, version } = item;
      const deltas = { quantityDelta, reservedDelta, quantityAfter, reservedAfter };
      this.entries.push({ item: id, version, warehouse, kind, ...deltas });
    });
    const after = { ...totals(item), status: status(item) };
    const own = { productVariantId: item.id, currentQuantity: after.quantity };
    if (after.status !== before.status) {
      this.tell("StockStatusChangedEvent", item, {
        ...own,
        oldStatus: before.status,
        newStatus: after.status,
        availableQuantity: after.quantity - after.reserved,
      });
      if (after.status === "OUT_OF_STOCK") {
        this.tell("StockoutEvent", item, { ...own, reservedQuantity: after.reserved });
      }
    }
    if (before.quantity > item.threshold && after.quantity <= item.threshold) {
      this.tell("LowStockThresholdReachedEvent", item, { ...own, lowStockThreshold: item.threshold });
    }
  }

  /** An event about an item. */
  tell(type: string, item: Pick<Item, "id" | "version">, data: Expected["data"]): void {
    this.events.push({ type, about: item.id, version: item.version, data });
  }
}

/** Moves so many units, and so many holds, of the item that changes. */
export type Move = (warehouse: string, quantityDelta: number, reservedDelta: number) => void;
