import { expect } from "@jest/globals";
import type { Item } from "../../src/domain/model.js";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import { createLogger } from "../../src/lib/logger.js";
import { openDatabase } from "../../src/store/database.js";
import { openRegistry } from "../../src/registry/registry.js";
import { createFeedLog } from "../../src/store/feed/feed-log.js";
import { createReader } from "../../src/store/reader.js";
import { GroupCommit } from "../../src/store/unit-of-work/group-commit.js";
import { adjustStock } from "../../src/usecases/adjust-stock.js";
import { createInventoryItem } from "../../src/usecases/create-inventory-item.js";
import type { Caller } from "../../src/usecases/use-case.js";
import { query } from "./services.js";

export const CALLER: Caller = {
  subject: "tester",
  correlationId: "test-correlation",
  causationId: null,
  userId: null,
  traceParent: null,
  warehouses: null,
  mayAdjust: true,
  right: "inventory:admin",
  address: null,
  deadline: null,
};

/** What one node has of the store, without the edges. */
export function openStore(url: string) {
  const logger = createLogger("silent");
  const database = openDatabase(url, logger);
  const registry = openRegistry(logger);
  const batches: number[] = [];
  const notRemoved: string[] = [];
  const unitOfWork = new GroupCommit({
    database,
    logger,
    clock: { now: Date.now },
    strategy: STRATEGIES.PRIORITY,
    check: registry.check,
    onEvents: () => undefined,
    onBatch: (commands) => batches.push(commands),
  });
  return {
    database,
    unitOfWork,
    batches,
    deps: {
      unitOfWork,
      alerts: { itemNotRemoved: (item: Item) => notRemoved.push(item.productVariantId) },
      defaults: { lowStockThreshold: 3, reservationTtlSeconds: 900 },
    },
    notRemoved,
    reader: createReader(database.pool),
    log: createFeedLog(database.pool, registry),
    close: async () => {
      await unitOfWork.close();
      await database.close();
    },
  };
}

export type Store = ReturnType<typeof openStore>;

/** A new item with so much of it in MAIN. */
export async function stockUp({ deps }: Store, productVariantId: string, quantity: number): Promise<string> {
  const created = await createInventoryItem(deps, { productVariantId }, CALLER);
  const filled = await adjustStock(
    deps,
    { productVariantId, delta: quantity, changeType: "PURCHASE" },
    CALLER,
  );
  expect([created.ok, filled.ok]).toEqual([true, true]);
  return productVariantId;
}

/** Totals and levels, ledger, open holds and open transfers agree, item by item and level by level. */
export async function expectConsistent(url: string): Promise<void> {
  expect({ items: await query(url, WRONG_ITEMS), levels: await query(url, WRONG_LEVELS) }).toEqual({
    items: [],
    levels: [],
  });
}

const WRONG_ITEMS = `
  SELECT i.product_variant_id, i.quantity, i.reserved, i.in_transit, s.quantity AS in_levels,
         s.reserved AS held_in_levels, t.units AS in_open_transfers, t.in_ended_transfers
  FROM inventory i
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(quantity), 0) AS quantity, coalesce(sum(reserved), 0) AS reserved
    FROM stock_level s WHERE s.product_variant_id = i.product_variant_id) s ON true
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(units) FILTER (WHERE status = 'IN_TRANSIT'), 0) AS units,
           coalesce(sum(units) FILTER (WHERE status <> 'IN_TRANSIT'), 0) AS in_ended_transfers
    FROM (SELECT t.status, l.quantity - l.received_quantity - l.missing_quantity - l.returned_quantity AS units
          FROM stock_transfer_line l JOIN stock_transfer t ON t.id = l.transfer_id
          WHERE l.product_variant_id = i.product_variant_id) x) t ON true
  WHERE (i.quantity, i.reserved) IS DISTINCT FROM (s.quantity, s.reserved)
     OR (i.in_transit, 0) IS DISTINCT FROM (t.units, t.in_ended_transfers)`;

const WRONG_LEVELS = `
  SELECT s.product_variant_id, s.warehouse_id, s.quantity, s.reserved, e.quantity AS in_ledger,
         e.reserved AS held_in_ledger, h.held
  FROM stock_level s
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(quantity_delta), 0) AS quantity, coalesce(sum(reserved_delta), 0) AS reserved
    FROM ledger_entry e
    WHERE e.product_variant_id = s.product_variant_id AND e.warehouse_id = s.warehouse_id) e ON true
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(quantity - fulfilled_quantity - released_quantity), 0) AS held
    FROM reservation_line r
    WHERE r.product_variant_id = s.product_variant_id AND r.warehouse_id = s.warehouse_id) h ON true
  WHERE (s.quantity, s.reserved) IS DISTINCT FROM (e.quantity, e.reserved) OR s.reserved <> h.held`;
