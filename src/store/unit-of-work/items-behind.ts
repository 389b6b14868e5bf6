import type { Access } from "../../domain/access.js";
import { isUuid } from "../../domain/validate.js";
import { selectJson, type Transaction } from "./transaction.js";

/** The items of what commands name by another id; they have to be locked too. */
export interface ItemsBehind {
  readonly all: readonly string[];
  /** Of what one command names. */
  readonly of: (access: Access) => readonly string[];
}

// A transfer's items are its lock, too: whoever changes it has locked all of them.
const ITEMS_BEHIND = `
  SELECT coalesce(json_agg(json_build_array(name, items)), '[]')::text AS json FROM (
    SELECT 'reservation ' || l.reservation_id AS name, json_agg(DISTINCT l.product_variant_id) AS items
    FROM reservation_line l WHERE l.reservation_id = ANY($1::uuid[]) GROUP BY l.reservation_id
    UNION ALL
    SELECT 'order ' || r.order_id, json_agg(DISTINCT l.product_variant_id)
    FROM reservation r JOIN reservation_line l ON l.reservation_id = r.id
    WHERE r.order_id = ANY($2::text[]) GROUP BY r.order_id
    UNION ALL
    SELECT 'transfer ' || l.transfer_id, json_agg(DISTINCT l.product_variant_id)
    FROM stock_transfer_line l WHERE l.transfer_id = ANY($3::uuid[]) GROUP BY l.transfer_id
  ) x`;

type Named = Pick<Access, "reservations" | "orders" | "transfers">;

export async function findItemsBehind(tx: Transaction, named: Named): Promise<ItemsBehind> {
  const { orders } = named;
  const [reservations, transfers] = [named.reservations.filter(isUuid), named.transfers.filter(isUuid)];
  if (reservations.length + orders.length + transfers.length === 0) return { all: [], of: () => [] };
  const found = await selectJson<[string, string[]][]>(tx, ITEMS_BEHIND, reservations, orders, transfers);
  const items = new Map(found);
  return {
    all: [...new Set(found.flatMap(([, own]) => own))],
    of: (access) => namesOf(access).flatMap((name) => items.get(name) ?? []),
  };
}

function namesOf({ reservations, orders, transfers }: Named): string[] {
  return [
    ...reservations.map((id) => `reservation ${id.toLowerCase()}`),
    ...orders.map((id) => `order ${id}`),
    ...transfers.map((id) => `transfer ${id.toLowerCase()}`),
  ];
}
