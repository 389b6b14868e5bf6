import { BatchState, type Snapshot } from "../../src/domain/batch-state.js";
import type { RuleContext } from "../../src/domain/commands.js";
import { STRATEGIES } from "../../src/domain/planner/strategy.js";
import {
  MAIN_WAREHOUSE_ID,
  statusOf,
  type Item,
  type Level,
  type Warehouse,
} from "../../src/domain/model.js";

export const NOW = Date.UTC(2026, 0, 1);

export const MAIN: Warehouse = {
  id: MAIN_WAREHOUSE_ID,
  code: "MAIN",
  name: "Main",
  priority: 0,
  active: true,
  version: 1,
};
export const EAST: Warehouse = {
  id: "east-id",
  code: "EAST",
  name: "East",
  priority: 10,
  active: true,
  version: 1,
};

/** The ids that rules are given, in order, from 1. */
export function idOf(place: number): string {
  return `00000000-0000-7000-8000-${String(place).padStart(12, "0")}`;
}

export function context(changes: Partial<RuleContext> = {}): RuleContext {
  let ids = 0;
  return {
    subject: "order-service",
    correlationId: "correlation-1",
    causationId: null,
    userId: null,
    traceParent: null,
    warehouses: null,
    mayAdjust: true,
    right: "inventory:reserve",
    now: NOW,
    newId: () => idOf(++ids),
    strategy: STRATEGIES.PRIORITY,
    ...changes,
  };
}

export function level(productVariantId: string, warehouse: Warehouse, changes: Partial<Level>): Level {
  return {
    productVariantId,
    warehouseId: warehouse.id,
    quantity: 0,
    reserved: 0,
    backorderLimit: 0,
    ...changes,
  };
}

/** An item whose totals and status follow from its levels. */
export function itemOf(
  productVariantId: string,
  levels: readonly Level[],
  changes: Partial<Item> = {},
): Item {
  const item: Item = {
    id: `row of ${productVariantId}`,
    productVariantId,
    sku: null,
    quantity: levels.reduce((total, { quantity }) => total + quantity, 0),
    reserved: levels.reduce((total, { reserved }) => total + reserved, 0),
    status: "IN_STOCK",
    lowStockThreshold: 3,
    backorderPolicy: "DENY",
    backorderLimit: null,
    version: 1,
    nextExpiry: null,
    inTransit: 0,
    deletedAt: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...changes,
  };
  return { ...item, status: changes.status ?? statusOf(item) };
}

export const EMPTY: Snapshot = {
  items: [],
  levels: [],
  reservations: [],
  intakes: [],
  variantIntakes: [],
  transfers: [],
  warehouses: [MAIN, EAST],
  bins: [],
  assignments: [],
  balances: [],
  followingExpiry: new Map(),
  now: NOW,
};

export function stateOf(stock: Partial<Snapshot>): BatchState {
  return new BatchState({ ...EMPTY, ...stock });
}

/** One variant with so much in MAIN, and, when given, in EAST. */
export function stocked(id: string, main: number, east?: number, changes: Partial<Item> = {}) {
  const levels = [level(id, MAIN, { quantity: main })];
  if (east !== undefined) levels.push(level(id, EAST, { quantity: east }));
  return { items: [itemOf(id, levels, changes)], levels };
}
