import type pg from "pg";
import { isUuid } from "../../domain/validate.js";
import type { Replay, ReplayKey, ReplayLog, ReplayOrder, Replays } from "../../ports/replays.js";
import { queryJson, writeJson } from "../json-query.js";
import { storable } from "../storable.js";
import { pageOf } from "../reader/shapes.js";
import {
  ADVANCE,
  CANCEL,
  COUNT,
  CREATE,
  EARLIER,
  FAIL,
  FIND,
  PAGE,
  RUNNING,
  STUMBLED,
} from "./replay-statements.js";

export function createReplays(pool: pg.Pool): Replays & ReplayLog {
  async function earlier(requestedBy: string, key: ReplayKey): Promise<Replay | null | undefined> {
    const values = [requestedBy, key.idempotencyKey];
    const found = await queryJson<{ requestHash: string; replay: Replay } | null>(pool, EARLIER, values);
    if (!found) return undefined;
    return found.requestHash === key.requestHash ? found.replay : null;
  }

  return {
    earlier,

    async create(order, key) {
      const created = await writeJson<Replay | null>(pool, CREATE, valuesOf(order, key));
      if (created) return created;
      // Another request with the key came between.
      return (await earlier(order.requestedBy, key as ReplayKey)) ?? null;
    },

    find: async (id) => (isUuid(id) ? queryJson(pool, FIND, [id]) : null),

    async page({ first, after }) {
      const rows = await queryJson<Replay[]>(pool, PAGE, [after, first + 1]);
      return pageOf(rows, first, (row) => row);
    },

    count: () => queryJson(pool, COUNT, []),

    cancel: async (id) => (isUuid(id) ? writeJson(pool, CANCEL, [id]) : null),

    running: (sinks, limit) => queryJson(pool, RUNNING, [sinks, limit]),

    advance: (id, { position, sent }, epoch) => queryJson(pool, ADVANCE, [id, position, sent, epoch]),

    async stumbled(id, lastError, epoch) {
      await queryJson(pool, STUMBLED, [id, storable(lastError), epoch]);
    },

    async fail(id, { position, sent, lastError }, epoch) {
      await queryJson(pool, FAIL, [id, position, sent, storable(lastError), epoch]);
    },
  };
}

function valuesOf(order: ReplayOrder, key: ReplayKey | null): unknown[] {
  return [
    ...[order.id, order.sink, order.destination, order.throughExchange],
    ...[order.afterPosition, order.untilPosition, order.since],
    ...[order.types, order.productVariantIds, order.eventsPerSecond],
    ...[order.total, order.requestedBy, key?.idempotencyKey ?? null, key?.requestHash ?? null],
  ];
}
