import type pg from "pg";
import { isUuid } from "../domain/validate.js";
import type {
  BeginOptions,
  Reconciliation,
  ReconciliationKey,
  ReconciliationLog,
  ReconciliationOrder,
  Reconciliations,
  StoredDifference,
} from "../ports/reconciliations.js";
import { queryJson, writeJson } from "./json-query.js";
import { pageOf } from "./reader/shapes.js";
import { BOOKED } from "./reconciliation-levels.js";
import * as sql from "./reconciliation-statements.js";
import { storable } from "./storable.js";

const SOME_TRIES = 10;

export function createReconciliations(pool: pg.Pool): Reconciliations & ReconciliationLog {
  async function earlier(
    requestedBy: string,
    key: ReconciliationKey,
  ): Promise<Reconciliation | null | undefined> {
    type Found = { requestHash: string; reconciliation: Reconciliation } | null;
    const found = await queryJson<Found>(pool, sql.EARLIER, [requestedBy, key.idempotencyKey]);
    if (!found) return undefined;
    return found.requestHash === key.requestHash ? found.reconciliation : null;
  }

  return {
    earlier,

    async begin(order, options) {
      await writeJson(pool, sql.TIDY, []);
      while ((await writeJson<number>(pool, sql.FORGET, [])) > 0);
      for (let tries = 0; tries < SOME_TRIES; tries++) {
        const begun = await writeJson<Reconciliation | null>(pool, sql.BEGIN, valuesOf(order, options));
        if (begun) return { kind: "begun", reconciliation: begun };
        const repeated = options.key ? await earlier(order.requestedBy, options.key) : undefined;
        if (repeated !== undefined) return { kind: "repeated", reconciliation: repeated };
        const running = await queryJson<Reconciliation | null>(pool, sql.RUNNING, []);
        if (running) return { kind: "busy", reconciliation: running };
        if (order.slot !== null) return { kind: "settled" };
        // The one that was in the way has just ended.
      }
      throw new Error("No reconciliation can be begun, and none is under way.");
    },

    find: async (id) => (isUuid(id) ? queryJson(pool, sql.FIND, [id]) : null),

    async page({ first, after }) {
      const rows = await queryJson<Reconciliation[]>(pool, sql.PAGE, [after, first + 1]);
      return pageOf(rows, first, (row) => row);
    },

    count: () => queryJson(pool, sql.COUNT, []),

    async differences(id, outcome, { first, after }) {
      const values = [id, after ?? 0, first + 1];
      const rows = await (outcome === null
        ? queryJson<StoredDifference[]>(pool, sql.DIFFERENCES, values)
        : queryJson<StoredDifference[]>(pool, sql.DIFFERENCES_BY_OUTCOME, [...values, outcome]));
      return pageOf(rows, first, (row) => row);
    },

    countDifferences: (id, outcome) => queryJson(pool, sql.COUNT_DIFFERENCES, [id, outcome]),

    lastDone: () => queryJson(pool, sql.LAST_DONE, []),

    keep: (id) => writeJson(pool, sql.KEEP, [id]),

    opened: (id, { complete }) => writeJson(pool, sql.OPENED, [id, complete]),

    see: (id, levels) =>
      writeJson(pool, sql.SEE, [
        id,
        levels.map(({ productVariantId }) => productVariantId),
        levels.map(({ warehouseId }) => warehouseId),
        levels.map(({ from }) => from),
      ]),

    booked: (levels) =>
      queryJson(pool, BOOKED, [
        levels.map(({ productVariantId }) => productVariantId),
        levels.map(({ warehouseId }) => warehouseId),
        levels.map(({ from }) => from),
        levels.map(({ until }) => until),
      ]),

    save: (id, differences, { compared, agreeing, corrected, remaining }) =>
      writeJson(pool, sql.SAVE, [
        ...[id, JSON.stringify(differences.map(storableDifference))],
        ...[compared, agreeing, corrected, remaining],
      ]),

    unnamed: (id, after, first) => queryJson(pool, sql.UNNAMED, [id, after ?? "", first]),

    async end(id, state, lastError) {
      const values = [id, state, lastError === null ? null : storable(lastError)];
      const ended = await writeJson<Reconciliation | null>(pool, sql.END, values);
      while ((await writeJson<number>(pool, sql.FORGET, [])) > 0);
      return ended;
    },

    now: () => queryJson(pool, sql.NOW, []),
  };
}

function valuesOf(order: ReconciliationOrder, { key, onlyAbandoned }: BeginOptions): unknown[] {
  return [
    ...[order.id, order.origin, order.slot, storable(order.source), order.dryRun, order.productVariantIds],
    ...[order.requestedBy, key?.idempotencyKey ?? null, key?.requestHash ?? null, onlyAbandoned],
  ];
}

/** Rows of a source may hold anything. */
function storableDifference(difference: StoredDifference): StoredDifference {
  const text = (value: string | null) => (value === null ? null : storable(value));
  const { productVariantId, warehouse, message } = difference;
  return {
    ...difference,
    productVariantId: text(productVariantId),
    warehouse: text(warehouse),
    message: text(message),
  };
}
