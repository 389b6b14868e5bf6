import type { Snapshot } from "../../domain/batch-state.js";
import type { Changes } from "../../domain/decision.js";
import type { Transaction } from "./transaction.js";

// Rare rows: warehouses, bins and transfers, each kind by a statement of its own that
// makes what is new and changes what is known.

const at = (column: string): string => `to_timestamp(${column}::float8 / 1000)`;

const WAREHOUSES = `
  UPDATE warehouse w SET name = x.name, priority = x.priority, active = x.active, version = x.version, updated_at = now()
  FROM json_to_recordset($1::json) AS x(id uuid, name text, priority int, active boolean, version int)
  WHERE w.id = x.id`;

const BINS = `
  INSERT INTO warehouse_bin AS b (id, warehouse_id, code)
  SELECT id, "warehouseId", code FROM json_to_recordset($1::json) AS x(id uuid, "warehouseId" uuid, code text)
  ON CONFLICT (id) DO UPDATE SET code = excluded.code`;

// Of bins that change their names among each other, one may not take the other's too early; a
// bin's id is nobody's name, since no code may look like one.
const FREE_NAMES = `UPDATE warehouse_bin SET code = id::text WHERE id = ANY($1::uuid[])`;

const ASSIGNMENTS = `
  WITH x AS (
    SELECT * FROM json_to_recordset($1::json) AS x("productVariantId" text, "binId" uuid, assigned boolean)
  ), gone AS (
    DELETE FROM bin_assignment a USING x
    WHERE NOT x.assigned AND a.product_variant_id = x."productVariantId" AND a.bin_id = x."binId"
  )
  INSERT INTO bin_assignment (product_variant_id, bin_id)
  SELECT "productVariantId", "binId" FROM x WHERE assigned ON CONFLICT DO NOTHING`;

const TRANSFERS = `
  WITH headers AS (
    INSERT INTO stock_transfer AS t (id, from_warehouse_id, to_warehouse_id, status, created_at, updated_at)
    SELECT id, "fromWarehouseId", "toWarehouseId", status, ${at('"createdAt"')}, ${at('"updatedAt"')}
    FROM json_to_recordset($1::json)
      AS x(id uuid, "fromWarehouseId" uuid, "toWarehouseId" uuid, status transfer_status, "createdAt" bigint, "updatedAt" bigint)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at
  )
  INSERT INTO stock_transfer_line AS l (transfer_id, product_variant_id, quantity, received_quantity, missing_quantity,
    missing_reason, returned_quantity)
  SELECT "transferId", "productVariantId", quantity, received, missing, "missingReason", returned
  FROM json_to_recordset($2::json)
    AS x("transferId" uuid, "productVariantId" text, quantity int, received int, missing int, "missingReason" text, returned int)
  ON CONFLICT (transfer_id, product_variant_id) DO UPDATE
    SET received_quantity = excluded.received_quantity, missing_quantity = excluded.missing_quantity,
        missing_reason = excluded.missing_reason, returned_quantity = excluded.returned_quantity`;

export async function writePlaces(tx: Transaction, snapshot: Snapshot, changes: Changes): Promise<void> {
  const { bins, assignments, transfers } = changes;
  const known = new Set(snapshot.warehouses.map(({ id }) => id));
  const warehouses = changes.warehouses.filter(({ id }) => known.has(id));
  if (warehouses.length > 0) await tx.$executeRawUnsafe(WAREHOUSES, JSON.stringify(warehouses));
  if (bins.length > 0) await writeBins(tx, snapshot, bins);
  if (assignments.length > 0) await tx.$executeRawUnsafe(ASSIGNMENTS, JSON.stringify(assignments));
  if (transfers.length === 0) return;
  const lines = transfers.flatMap(({ id, lines: own }) => own.map((line) => ({ ...line, transferId: id })));
  await tx.$executeRawUnsafe(TRANSFERS, JSON.stringify(transfers), JSON.stringify(lines));
}

async function writeBins(tx: Transaction, snapshot: Snapshot, bins: Changes["bins"]): Promise<void> {
  const known = new Set(snapshot.bins.map(({ id }) => id));
  const renamed = bins.map(({ id }) => id).filter((id) => known.has(id));
  if (bins.length > 1 && renamed.length > 0) await tx.$executeRawUnsafe(FREE_NAMES, renamed);
  await tx.$executeRawUnsafe(BINS, JSON.stringify(bins));
}
