import { createStockAudits } from "../../../src/store/balances.js";
import { verifyStock } from "../../../src/usecases/verify-stock.js";
import { bookExpiredHolds } from "../../../src/usecases/book-expired-holds.js";
import type { UnitOfWork } from "../../../src/ports/unit-of-work.js";
import {
  BIN_JSON,
  ENTRY_JSON,
  itemJson,
  levelJson,
  RESERVATION_JSON,
  toBin,
  toEntry,
  toItem,
  toLevel,
  toReservation,
  toTransfer,
  toWarehouse,
  TRANSFER_JSON,
  WAREHOUSE_JSON,
  type BinRow,
  type EntryRow,
  type ItemRow,
  type LevelRow,
  type ReservationRow,
  type TransferRow,
  type WarehouseRow,
} from "../../../src/store/rows.js";
import { freshDatabase, query } from "../services.js";
import { CALLER, openStore } from "../store.js";
import { expectInvariants } from "./invariants.js";
import type { Dump, StoredEvent, World } from "./world.js";

// The bounds only ever get too early by this, which is what they may be.
const EXPIRE = `
  WITH over AS (SELECT * FROM json_to_recordset($1::json) AS x(id uuid, at int)),
  held AS (
    UPDATE reservation r SET expires_at = '2020-01-01'::timestamptz + over.at * interval '1 ms'
    FROM over WHERE r.id = over.id RETURNING r.id, r.expires_at),
  lines AS (
    UPDATE reservation_line l SET expires_at = held.expires_at
    FROM held WHERE l.reservation_id = held.id RETURNING l.product_variant_id, l.expires_at)
  UPDATE inventory i SET next_expiry = lines.expires_at
  FROM (SELECT product_variant_id, min(expires_at) AS expires_at FROM lines GROUP BY 1) lines
  WHERE i.product_variant_id = lines.product_variant_id
    AND (i.next_expiry IS NULL OR i.next_expiry > lines.expires_at)`;

/** Two nodes on one PostgreSQL database of its own. */
export async function postgresWorld(): Promise<World> {
  const database = await freshDatabase();
  const stores = [openStore(database.url), openStore(database.url)];
  const answered: string[] = [];
  /** Notes in which order the commits are heard of. */
  const recorded = (unitOfWork: UnitOfWork): UnitOfWork => ({
    execute: (command, submission) => {
      const answer = unitOfWork.execute(command, submission);
      answer.then(
        () => answered.push(submission.correlationId),
        () => undefined,
      );
      return answer;
    },
  });
  const all = async <T>(alias: string, from: string, json: string): Promise<T[]> => {
    const rows = await query<{ row: T }>(database.url, `SELECT ${json} AS row FROM ${from} ${alias}`);
    return rows.map(({ row }) => row);
  };
  return {
    nodes: stores.map(({ deps, unitOfWork }) => ({ ...deps, unitOfWork: recorded(unitOfWork) })),
    answered,
    expire: async (ids) => void (await query(database.url, EXPIRE, [JSON.stringify(ids)])),
    sweep: async () => {
      for (const { deps, reader } of stores) while (await bookExpiredHolds(deps, reader, CALLER));
    },
    audit: async () => {
      const differences: unknown[] = [];
      for (const {
        database: { pool },
        unitOfWork,
      } of stores) {
        const verified = verifyStock(
          { unitOfWork, audits: createStockAudits(pool) },
          { repair: true },
          CALLER,
        );
        if (!verified.ok) return verified.refusals;
        for await (const page of verified.value) differences.push(...page.differences);
      }
      return differences;
    },
    dump: async (): Promise<Dump> => {
      await expectInvariants(database.url);
      return {
        items: (await all<ItemRow>("i", "inventory", itemJson("i"))).map(toItem),
        levels: (await all<LevelRow>("s", "stock_level", levelJson("s"))).map(toLevel),
        reservations: (await all<ReservationRow>("r", "reservation", RESERVATION_JSON)).map(toReservation),
        transfers: (await all<TransferRow>("t", "stock_transfer", TRANSFER_JSON)).map(toTransfer),
        warehouses: (await all<WarehouseRow>("w", "warehouse", WAREHOUSE_JSON)).map(toWarehouse),
        bins: (await all<BinRow>("b", "warehouse_bin", BIN_JSON)).map(toBin),
        assignments: await query(
          database.url,
          `SELECT bin_id AS "binId", product_variant_id AS "productVariantId" FROM bin_assignment`,
        ),
        entries: (await all<EntryRow>("e", "ledger_entry", ENTRY_JSON)).map(toEntry),
        events: await query<StoredEvent & Record<string, unknown>>(
          database.url,
          `SELECT event_type AS type, aggregate_id AS "aggregateId", aggregate_type AS "aggregateType",
                  aggregate_version AS "aggregateVersion", ordinal, correlation_id AS "correlationId", data
           FROM event ORDER BY seq`,
        ),
      };
    },
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
    },
  };
}
