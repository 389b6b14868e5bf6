import type { Snapshot } from "../../domain/batch-state.js";
import type { Changes } from "../../domain/decision.js";
import type { Reservation } from "../../domain/model.js";
import { writeIntakes } from "./order-intakes.js";
import { writePlaces } from "./write-places.js";
import { writeVariantIntakes } from "./variant-intakes.js";
import { INSERT_ROWS, UPDATE_RESERVATIONS, WRITE } from "./write-statements.js";
import type { Transaction } from "./transaction.js";

/** Writes everything a batch decided: new rows, changed rows, ledger, and the events last. */
export async function writeChanges(tx: Transaction, snapshot: Snapshot, changes: Changes): Promise<void> {
  await insertNewRows(tx, snapshot, changes);
  await writePlaces(tx, snapshot, changes);
  await writeIntakes(tx, snapshot, changes);
  await writeVariantIntakes(tx, snapshot, changes);
  const before = new Set(snapshot.reservations.map(({ id }) => id));
  const updated = changes.reservations.filter(({ id }) => before.has(id));
  if (updated.length > 0) {
    await tx.$executeRawUnsafe(UPDATE_RESERVATIONS, json(updated.map(header)), json(updated.flatMap(lines)));
  }
  const made = changes.reservations.filter(({ id }) => !before.has(id));
  const { items, levels, entries, events } = changes;
  if (items.length + levels.length + entries.length + made.length + events.length === 0) return;
  await tx.$executeRawUnsafe(
    WRITE,
    json(items),
    json(levels),
    json(entries),
    json(made.map(header)),
    json(made.flatMap(lines)),
    json(events),
  );
}

/**
 * New items and levels are inserted empty and filled by the same statement as all others,
 * so that totals and levels change together.
 */
async function insertNewRows(tx: Transaction, snapshot: Snapshot, changes: Changes): Promise<void> {
  const known = new Set(snapshot.items.map(({ productVariantId }) => productVariantId));
  const stocked = new Set(snapshot.levels.map((level) => `${level.warehouseId} ${level.productVariantId}`));
  const items = changes.items.filter(({ productVariantId }) => !known.has(productVariantId));
  const levels = changes.levels.filter(
    (level) => !stocked.has(`${level.warehouseId} ${level.productVariantId}`),
  );
  const places = new Set(snapshot.warehouses.map(({ id }) => id));
  const warehouses = changes.warehouses.filter(({ id }) => !places.has(id));
  if (items.length + levels.length + warehouses.length === 0) return;
  for (const [statement, rows] of [
    [INSERT_ROWS.warehouses, warehouses],
    [INSERT_ROWS.items, items],
    [INSERT_ROWS.levels, levels],
  ] as const) {
    if (rows.length > 0) await tx.$executeRawUnsafe(statement, json(rows));
  }
}

function header({ lines: _, ...rest }: Reservation) {
  return rest;
}

function lines({ id, lines: own, expiresAt, status }: Reservation) {
  // Only what is ACTIVE can still expire.
  const expiry = status === "ACTIVE" || status === "EXPIRED" ? expiresAt : null;
  return own.map((line) => ({ ...line, reservationId: id, expiresAt: expiry }));
}

function json(rows: readonly object[]): string {
  return JSON.stringify(rows);
}
