import type { Access } from "../../domain/access.js";
import type { Snapshot } from "../../domain/batch-state.js";
import type { BinAssignment } from "../../domain/model.js";
import { isUuid } from "../../domain/validate.js";
import { BIN_JSON, toBin, toTransfer, TRANSFER_JSON, type BinRow, type TransferRow } from "../rows.js";
import { selectJson, type Transaction } from "./transaction.js";

// What few commands need besides items, levels and holds: read by a statement of its own,
// so that the others do not pay for it.

const lockedWarehouses = (waiting: string) => `
  WITH locked AS (
    SELECT w.id FROM warehouse w
    WHERE w.code = ANY($1::text[]) OR w.id = ANY($3::uuid[])
       OR w.id IN (SELECT warehouse_id FROM warehouse_bin b WHERE b.id = ANY($2::uuid[]))
    ORDER BY w.id FOR NO KEY UPDATE${waiting}
  )
  SELECT coalesce(json_agg(id), '[]')::text AS json FROM locked`;
const LOCK_WAREHOUSES = lockedWarehouses("");
const LOCK_FREE_WAREHOUSES = lockedWarehouses(" SKIP LOCKED");

const READ_PLACES = `
  SELECT json_build_object(
    'transfers', (SELECT coalesce(json_agg(${TRANSFER_JSON}), '[]') FROM stock_transfer t WHERE t.id = ANY($1::uuid[])),
    'bins', (SELECT coalesce(json_agg(${BIN_JSON}), '[]') FROM warehouse_bin b
             WHERE b.id = ANY($2::uuid[])
                OR (b.code = ANY($3::text[]) AND b.warehouse_id IN (SELECT id FROM warehouse))),
    'assignments', (SELECT coalesce(json_agg(json_build_object('binId', a.bin_id, 'productVariantId', a.product_variant_id)), '[]')
                    FROM bin_assignment a WHERE (a.bin_id = ANY($2::uuid[]) AND a.product_variant_id = ANY($4::text[]))
                       OR a.product_variant_id = ANY($5::text[]))
  )::text AS json`;

type Places = Pick<Snapshot, "transfers" | "bins" | "assignments">;

/** Warehouses that change, and those whose bins are named; in the order of their ids. @returns the ids. */
export async function lockWarehouses(
  tx: Transaction,
  { warehouses, bins }: Pick<Access, "warehouses" | "bins">,
  skipLocked: boolean,
): Promise<ReadonlySet<string>> {
  if (warehouses.length + bins.length === 0) return new Set();
  const lock = skipLocked ? LOCK_FREE_WAREHOUSES : LOCK_WAREHOUSES;
  const [ids, binIds] = [warehouses.filter(isUuid), bins.filter(isUuid)];
  return new Set(await selectJson<string[]>(tx, lock, warehouses, binIds, ids));
}

/**
 * Whether the command needs a warehouse that is not among the locked ones: it is locked
 * elsewhere (and was skipped), or was made after the others were locked.
 */
export function needsUnlocked(
  access: Access,
  { warehouses, bins }: Pick<Snapshot, "warehouses" | "bins">,
  locked: ReadonlySet<string>,
): boolean {
  if (access.warehouses.length + access.bins.length === 0) return false;
  const isNamed = (names: readonly string[], id: string) => names.some((name) => name.toLowerCase() === id);
  return (
    warehouses.some(
      ({ id, code }) =>
        !locked.has(id) && (access.warehouses.includes(code) || isNamed(access.warehouses, id)),
    ) || bins.some(({ id, warehouseId }) => !locked.has(warehouseId) && isNamed(access.bins, id))
  );
}

export async function readPlaces(
  tx: Transaction,
  named: Pick<Access, "transfers" | "bins" | "binCodes" | "binsOf">,
  items: readonly string[],
): Promise<Places> {
  const { transfers, bins, binCodes, binsOf } = named;
  if (transfers.length + bins.length + binCodes.length + binsOf.length === 0) {
    return { transfers: [], bins: [], assignments: [] };
  }
  const rows = await selectJson<{ transfers: TransferRow[]; bins: BinRow[]; assignments: BinAssignment[] }>(
    tx,
    READ_PLACES,
    transfers.filter(isUuid),
    bins.filter(isUuid),
    binCodes,
    items,
    binsOf,
  );
  return {
    transfers: rows.transfers.map(toTransfer),
    bins: rows.bins.map(toBin),
    assignments: rows.assignments,
  };
}
