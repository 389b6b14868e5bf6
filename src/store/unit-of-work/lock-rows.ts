import type { Access } from "../../domain/access.js";
import type { Snapshot } from "../../domain/batch-state.js";
import type { Instant, Item } from "../../domain/model.js";
import { isUuid } from "../../domain/validate.js";
import {
  itemJson,
  levelJson,
  RESERVATION_JSON,
  toItem,
  toLevel,
  toReservation,
  toWarehouse,
  WAREHOUSE_JSON,
  type ItemRow,
  type LevelRow,
  type ReservationRow,
  type WarehouseRow,
} from "../rows.js";
import { readBalances } from "../balances.js";
import { TRANSACTION_NAME } from "./commit-lost.js";
import { findItemsBehind } from "./items-behind.js";
import { lockIntakes, variantsBehind } from "./order-intakes.js";
import { lockVariantIntakes } from "./variant-intakes.js";
import { lockWarehouses, needsUnlocked, readPlaces } from "./read-places.js";
import { selectJson, type Transaction } from "./transaction.js";

export interface LockedRows {
  readonly snapshot: Snapshot;
  /** Of this transaction, to ask for its outcome if the connection is lost at COMMIT. */
  readonly xid: string;
  /**
   * Whether the command cannot be decided by this batch: a row it needs is locked
   * elsewhere (and was to be skipped), or has more expired holds than one batch books.
   */
  readonly mustWait: (access: Access) => boolean;
}

// An item's row is the lock of its levels, holds and events. Locks are taken in the order
// of the key everywhere, so that two batches never wait for each other.

const lockItems = (waiting: string) => `
  WITH locked AS (
    SELECT i.* FROM inventory i WHERE i.product_variant_id = ANY($1::text[])
    ORDER BY i.product_variant_id FOR UPDATE${waiting}
  )
  SELECT json_build_object(
    'items', coalesce(json_agg(${itemJson("locked")}), '[]'),
    'now', (extract(epoch from clock_timestamp()) * 1000)::bigint
  )::text AS json FROM locked`;
const LOCK_ITEMS = lockItems("");
const LOCK_FREE_ITEMS = lockItems(" SKIP LOCKED");

const EXISTING_ITEMS = `
  SELECT coalesce(json_agg(product_variant_id), '[]')::text AS json
  FROM inventory WHERE product_variant_id = ANY($1::text[])`;

/** So many expired holds are booked by one batch: a transaction must not grow with their number. */
const MOST_EXPIRED = 500;

// A reservation some of whose items are not locked came after this batch: it is left alone.
const LOCK_RESERVATIONS = `
  WITH expired AS (
    SELECT l.reservation_id FROM reservation_line l
    WHERE l.product_variant_id = ANY($3::text[]) AND l.expires_at <= to_timestamp($4::float8 / 1000)
      AND l.quantity > l.fulfilled_quantity + l.released_quantity
    ORDER BY l.product_variant_id, l.expires_at LIMIT ${MOST_EXPIRED}
  ), locked AS (
    SELECT r.id FROM reservation r
    WHERE r.id = ANY(
      SELECT unnest($1::uuid[])
      UNION SELECT o.id FROM reservation o WHERE o.order_id = ANY($2::text[])
      UNION SELECT reservation_id FROM expired)
    ORDER BY r.id FOR UPDATE
  )
  SELECT coalesce(json_agg(id), '[]')::text AS json FROM locked`;

// A statement of its own after the locks: one that waited still sees its old snapshot.
const READ_THE_REST = `
  SELECT json_build_object(
    'xid', ${TRANSACTION_NAME},
    'levels', (SELECT coalesce(json_agg(${levelJson("s")}), '[]')
               FROM stock_level s WHERE s.product_variant_id = ANY($1::text[])),
    'warehouses', (SELECT coalesce(json_agg(${WAREHOUSE_JSON}), '[]') FROM warehouse w),
    'reservations', (SELECT coalesce(json_agg(${RESERVATION_JSON}), '[]')
                     FROM reservation r WHERE r.id = ANY($2::uuid[])),
    'following', (SELECT coalesce(json_agg(json_build_array(e.id, (
                    SELECT (extract(epoch from min(l.expires_at)) * 1000)::bigint FROM reservation_line l
                    WHERE l.product_variant_id = e.id
                      AND NOT (l.expires_at <= to_timestamp($4::float8 / 1000) AND l.reservation_id = ANY($2::uuid[]))
                      AND l.quantity > l.fulfilled_quantity + l.released_quantity))), '[]')
                  FROM unnest($3::text[]) AS e(id))
  )::text AS json`;

export async function lockRows(
  tx: Transaction,
  accesses: readonly Access[],
  skipLocked: boolean,
): Promise<LockedRows> {
  const union = (field: keyof Access) => [...new Set(accesses.flatMap((access) => access[field]))];
  const orders = union("orders");
  const named = union("reservations").filter(isUuid);
  const transfers = union("transfers").filter(isUuid);
  const bins = union("bins").filter(isUuid);
  const intakes = await lockIntakes(tx, accesses);
  const variantIntakes = await lockVariantIntakes(tx, accesses);
  const told = variantsBehind(intakes);
  const behind = await findItemsBehind(tx, { reservations: named, orders, transfers });
  const keys = [...new Set([...union("items"), ...behind.all, ...[...told.values()].flat()])];

  const lock = skipLocked ? LOCK_FREE_ITEMS : LOCK_ITEMS;
  const { items: rows, now } = await selectJson<{ items: ItemRow[]; now: Instant }>(tx, lock, keys);
  const items = rows.map(toItem);
  const held = items.map(({ productVariantId }) => productVariantId);
  const isHeld = new Set(held);
  const blocked = skipLocked ? await blockedItems(tx, keys, held) : new Set<string>();
  const lockedPlaces = await lockWarehouses(tx, { warehouses: union("warehouses"), bins }, skipLocked);

  const expired = items
    .filter((item) => mayHaveExpired(item, now))
    .map(({ productVariantId }) => productVariantId);
  const locked =
    named.length + orders.length + expired.length === 0
      ? []
      : await selectJson<string[]>(tx, LOCK_RESERVATIONS, named, orders, expired, now);
  const rest = await selectJson<Rest>(tx, READ_THE_REST, held, locked, expired, now);
  const wanted = { transfers, bins, binCodes: union("binCodes"), binsOf: union("binsOf") };
  const places = await readPlaces(tx, wanted, held);
  const warehouses = rest.warehouses.map(toWarehouse);
  const balances = await readBalances(tx, union("balances"));
  // More has expired than one batch books: what is available is not known yet.
  const overdue = new Set<string>();
  for (const [id, following] of rest.following) {
    if (following !== null && following <= now) overdue.add(id);
  }
  return {
    xid: rest.xid,
    mustWait: (access) => {
      if (needsUnlocked(access, { bins: places.bins, warehouses }, lockedPlaces)) return true;
      // Who asks for the balances decides before any hold is booked.
      const isOut = (id: string) => blocked.has(id) || (overdue.has(id) && access.balances.length === 0);
      if (blocked.size + overdue.size === 0) return false;
      const toldOf = access.intakes.flatMap((orderId) => told.get(orderId) ?? []);
      return [...access.items, ...behind.of(access), ...toldOf].some(isOut);
    },
    snapshot: {
      now,
      items,
      intakes,
      variantIntakes,
      ...places,
      balances,
      levels: rest.levels.map(toLevel),
      warehouses,
      reservations: rest.reservations
        .map(toReservation)
        .filter(
          ({ lines, expiresAt }) =>
            (expiresAt !== null && expiresAt <= now) ||
            lines.every(({ productVariantId }) => isHeld.has(productVariantId)),
        ),
      followingExpiry: new Map(rest.following),
    },
  };
}

interface Rest {
  xid: string;
  levels: LevelRow[];
  warehouses: WarehouseRow[];
  reservations: ReservationRow[];
  following: [string, Instant | null][];
}

function mayHaveExpired({ nextExpiry }: Item, now: Instant): boolean {
  return nextExpiry !== null && nextExpiry <= now;
}

async function blockedItems(tx: Transaction, keys: string[], held: readonly string[]): Promise<Set<string>> {
  const existing = new Set(await selectJson<string[]>(tx, EXISTING_ITEMS, keys));
  for (const key of held) existing.delete(key);
  return existing;
}
