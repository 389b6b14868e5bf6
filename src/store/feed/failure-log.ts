import type pg from "pg";
import type { FailureLog, SetAside, StoredFailure } from "../../ports/failure-log.js";
import { queryJson } from "../json-query.js";
import { storable } from "../storable.js";
import { CLAIM, LOOK, MARK, OPEN_EVENTS, PARK, SET_ASIDE, SETTLE } from "./failure-statements.js";
import { fromEventInRow, toEventInRow, type EventInRow, type FromStored } from "./stored-event.js";

type OpenRow = StoredFailure & { readonly event: EventInRow };

export function createFailureLog(pool: pg.Pool, stored: FromStored): FailureLog {
  return {
    claim: (sink, epoch) => queryJson(pool, CLAIM, [sink, epoch]),
    setAside: (sink, { rows, position }, epoch) =>
      queryJson(pool, SET_ASIDE, [sink, epoch, position, JSON.stringify(rows.map(toRow))]),
    look: (sink, parkedHolds) => queryJson(pool, LOOK, [sink, parkedHolds]),
    async open(sink, keys, { limit, parkedHolds }) {
      const rows = await queryJson<OpenRow[]>(pool, OPEN_EVENTS, [sink, keys, limit, parkedHolds]);
      return rows.map((row) => ({ ...row, event: fromEventInRow(row.event, stored) }));
    },
    settle: (sink, { delivered, refused }, epoch) => {
      const rows = refused.map(({ position, counts, reason, delayMs }) => ({
        ...{ position, counts, delay: delayMs, reason: storable(reason) },
      }));
      return queryJson(pool, SETTLE, [sink, epoch, delivered, JSON.stringify(rows)]);
    },
    park: (sink, position, epoch) => queryJson(pool, PARK, [sink, epoch, position]),
    mark: (sink, { state, lastError }, epoch) =>
      queryJson(pool, MARK, [sink, epoch, state, lastError === null ? null : storable(lastError)]),
  };
}

function toRow({ event, key, refused }: SetAside) {
  const { position, eventId } = event;
  const reason = refused && storable(refused.reason);
  const delay = refused?.delayMs ?? null;
  return { position, key, event_id: eventId, delay, reason, event: toEventInRow(event) };
}
