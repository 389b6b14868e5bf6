/** What the item has over all warehouses from a moment on, in units. */
export interface StockPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly onHand: number;
  readonly available: number;
  /** The item's version by the change. */
  readonly version: number;
}

interface Balance {
  readonly quantity: number;
  readonly reserved: number;
}

interface Entry {
  readonly occurredAt: string;
  readonly itemVersion: number;
  readonly quantityDelta: number;
  readonly quantityAfter: number;
  readonly reservedDelta: number;
  readonly reservedAfter: number;
  readonly warehouse: { readonly id: string };
}

interface Level {
  readonly quantity: number;
  readonly reservedQuantity: number;
  readonly warehouse: { readonly id: string };
}

export interface History {
  /** Before the oldest of the entries. */
  readonly before: Pick<StockPoint, "onHand" | "available">;
  /** Oldest first, one a version. */
  readonly points: readonly StockPoint[];
}

/**
 * An entry has the balances of its warehouse alone, so those of the others are carried along.
 * `newestFirst` may end anywhere; a warehouse that it does not name had all the time what it has now.
 */
export function historyOf(newestFirst: readonly Entry[], levels: readonly Level[]): History {
  const balances = new Map<string, Balance>();
  for (const { warehouse, quantity, reservedQuantity } of levels) {
    balances.set(warehouse.id, { quantity, reserved: reservedQuantity });
  }
  for (const entry of newestFirst) {
    balances.set(entry.warehouse.id, {
      quantity: entry.quantityAfter - entry.quantityDelta,
      reserved: entry.reservedAfter - entry.reservedDelta,
    });
  }
  const before = totalOf(balances);
  const points: StockPoint[] = [];
  for (const entry of newestFirst.toReversed()) {
    balances.set(entry.warehouse.id, { quantity: entry.quantityAfter, reserved: entry.reservedAfter });
    // What a command books in several warehouses is one change.
    if (points.at(-1)?.version === entry.itemVersion) points.pop();
    points.push({ at: Date.parse(entry.occurredAt), version: entry.itemVersion, ...totalOf(balances) });
  }
  return { before, points };
}

/** `history` with what was seen live since it was read; of what both have the ledger's word counts. */
export function withLive(history: History, live: readonly StockPoint[]): History {
  const last = history.points.at(-1)?.version ?? 0;
  const news = new Map(live.filter(({ version }) => version > last).map((point) => [point.version, point]));
  const added = [...news.values()].sort((a, b) => a.version - b.version);
  return added.length === 0 ? history : { ...history, points: [...history.points, ...added] };
}

function totalOf(balances: ReadonlyMap<string, Balance>): Pick<StockPoint, "onHand" | "available"> {
  let onHand = 0;
  let reserved = 0;
  for (const balance of balances.values()) {
    onHand += balance.quantity;
    reserved += balance.reserved;
  }
  return { onHand, available: onHand - reserved };
}
