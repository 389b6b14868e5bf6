import { HELD, ON_HAND, type OrderLife, type State } from "./order-life.js";
import type { Store } from "./store.js";

/** Everything that was ever written about an order and its items since they were stocked. */
export async function effectsOf({ database }: Store, { orderId, items }: OrderLife) {
  const { rows } = await database.pool.query<{
    reservation: { status: State; version: number } | null;
    entries: unknown[];
    events: Record<string, number>;
    stock: [number, number][];
  }>(EFFECTS, [orderId, items]);
  const { reservation, ...rest } = rows[0] as (typeof rows)[number];
  return { status: reservation?.status ?? "NONE", version: reservation?.version ?? 0, ...rest };
}

const EFFECTS = `
  SELECT (SELECT json_build_object('status', status, 'version', version) FROM reservation WHERE order_id = $1) AS reservation,
    (SELECT coalesce(json_agg(json_build_object('kind', kind, 'quantity', quantity, 'reserved', reserved,
       'entries', entries) ORDER BY first, kind), '[]')
     FROM (SELECT kind, sum(quantity_delta) AS quantity, sum(reserved_delta) AS reserved, count(*) AS entries,
             min(occurred_at) AS first
           FROM ledger_entry WHERE reference = $1 GROUP BY kind) e) AS entries,
    (SELECT coalesce(json_object_agg(event_type, count), '{}')
     FROM (SELECT event_type, count(*) AS count FROM event WHERE data ->> 'orderId' = $1 GROUP BY event_type) e) AS events,
    (SELECT json_agg(json_build_array(quantity, reserved) ORDER BY product_variant_id)
     FROM inventory WHERE product_variant_id = ANY($2)) AS stock`;

/** The same, as it should be after the states given: each effect once, of each of the two items. */
export function effectsOfStates(visited: readonly State[]) {
  const status = visited.at(-1) ?? "NONE";
  const units = HELD.reduce((total, each) => total + each, 0);
  const has = (state: State) => visited.includes(state);
  const entry = (kind: string, quantity: number, reserved: number) => ({
    ...{ kind, quantity, reserved, entries: HELD.length },
  });
  const given = has("RELEASED") || has("EXPIRED");
  return {
    status,
    version: [...new Set(visited)].filter((state) => state !== "NONE").length + (has("EXPIRED") ? 1 : 0),
    entries: [
      ...(has("ACTIVE") ? [entry("RESERVATION", 0, units)] : []),
      ...(has("FULFILLED") ? [entry("SALE", -units, -units)] : []),
      ...(has("RELEASED") ? [entry("RELEASE", 0, -units)] : []),
      ...(has("EXPIRED") ? [entry("EXPIRY", 0, -units)] : []),
    ],
    events: {
      ...(has("ACTIVE") ? { InventoryReservedEvent: 2, AllocationCreatedEvent: 1 } : {}),
      ...(has("CONFIRMED") ? { AllocationConfirmedEvent: 1 } : {}),
      ...(has("FULFILLED") ? { StockLevelChangedEvent: 2, AllocationFulfilledEvent: 1 } : {}),
      ...(given ? { InventoryReleasedEvent: 2, AllocationCancelledEvent: 1 } : {}),
    },
    stock: HELD.map((held) => [
      ON_HAND - (has("FULFILLED") ? held : 0),
      status === "ACTIVE" || status === "CONFIRMED" ? held : 0,
    ]),
  };
}
