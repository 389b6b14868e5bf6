import type pg from "pg";
import type { Instant } from "../../domain/model.js";
import type { EventHistory, EventSelection, FeedRange, MomentInFeed } from "../../ports/event-history.js";
import { queryJson, type JsonStatement } from "../json-query.js";
import { and, Parameters, prepared } from "../reader/shapes.js";
import { ms } from "../rows/moments.js";
import { dayAfter, FLOOR, HEAD } from "./feed-statements.js";
import { STORED_EVENT_JSON, toFeedEvent, type FromStored, type StoredEvent } from "./stored-event.js";

/**
 * By how much the times of two neighbours may contradict their positions: more than any
 * writer's transaction may last, from its clock to its commit.
 */
const SKEW_MS = 60_000;

const FLOOR_NOW = `(${FLOOR.text})::bigint`;
const HEAD_NOW = `(${HEAD.text})::bigint`;

const BOUNDS: JsonStatement = {
  name: "feed_bounds",
  text: `SELECT json_build_object('floor', ${FLOOR_NOW}, 'head', ${HEAD_NOW})::text AS json`,
};

const OCCURRED_AFTER: JsonStatement = {
  name: "occurred_after",
  text: `SELECT coalesce((SELECT ${ms("occurred_at")} FROM feed
           WHERE day >= ${dayAfter("$1::bigint")} AND position > $1 ORDER BY day, position LIMIT 1)::text, 'null') AS json`,
};

interface PageRow {
  floor: number;
  head: number;
  rows: StoredEvent[];
}

export function createEventHistory(pool: pg.Pool, stored: FromStored): EventHistory {
  const bounds = () => queryJson<{ floor: number; head: number }>(pool, BOUNDS, []);
  const occurredAfter = (position: number) => queryJson<Instant | null>(pool, OCCURRED_AFTER, [position]);

  /** The first position of (after, until] whose event occurred at the moment or later; until + 1 when there is none. */
  async function firstFrom(moment: Instant, { after, until }: FeedRange): Promise<number> {
    let [low, high] = [after + 1, until + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const occurredAt = await occurredAfter(middle - 1);
      if (occurredAt === null || occurredAt >= moment) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    bounds,

    async page({ after, until }, selection, { limit, lookAt }) {
      const parameters = new Parameters();
      const upTo = Math.min(until, after + lookAt);
      const from = rowsOf({ after, until: upTo }, selection, parameters);
      const text = `
        SELECT json_build_object('floor', ${FLOOR_NOW}, 'head', ${HEAD_NOW}, 'rows', (
          SELECT coalesce(json_agg(${STORED_EVENT_JSON} ORDER BY e.position), '[]')
          FROM (SELECT e.* ${from} ORDER BY e.day, e.position LIMIT ${parameters.add(limit, "int")}) e))::text AS json`;
      const found = await queryJson<PageRow>(pool, prepared("history_page", text), parameters.values);
      const { floor, head } = found;
      const events = found.rows.map((row) => toFeedEvent(row, stored));
      const last = events.at(-1);
      const isFull = events.length === limit && last !== undefined;
      return {
        events,
        floor,
        head,
        lookedUpTo: isFull ? last.position : Math.max(after, Math.min(upTo, head)),
      };
    },

    async count(range, selection) {
      const { types, productVariantIds, since } = selection;
      // Positions have no holes.
      if (range.until <= range.after) return 0;
      if (types === null && productVariantIds === null && since === null) return range.until - range.after;
      const parameters = new Parameters();
      const text = `SELECT count(*)::text AS json ${rowsOf(range, selection, parameters)}`;
      return queryJson(pool, prepared("history_count", text), parameters.values);
    },

    async around(moment): Promise<MomentInFeed> {
      const { floor: after, head: until } = await bounds();
      const first = await firstFrom(moment - SKEW_MS, { after, until });
      const settled = await firstFrom(moment + SKEW_MS, { after: first - 1, until });
      return { before: first - 1, settled: settled - 1 };
    },

    begins: async () => occurredAfter((await bounds()).floor),
  };
}

/** `FROM` and `WHERE` of the rows `e` of the range that match; by the days, so that no other partition is read. */
function rowsOf(
  { after, until }: FeedRange,
  { types, productVariantIds, since }: EventSelection,
  parameters: Parameters,
): string {
  const [from, to] = [parameters.add(after, "bigint"), parameters.add(until, "bigint")];
  const all = [
    `e.position > ${from}`,
    `(e.day, e.position) <= (coalesce((SELECT max(day) FROM feed_day WHERE first_position <= ${to}), '-infinity'), ${to})`,
  ];
  if (types) all.push(`e.event_type = ANY(${parameters.add(types, "text[]")})`);
  if (productVariantIds) {
    all.push(`e.aggregate_id = ANY(${parameters.add(productVariantIds, "text[]")})`);
    all.push(`e.aggregate_type = 'InventoryItem'`);
  }
  if (since !== null) all.push(`e.occurred_at >= ${parameters.addMoment(since)}`);
  return `FROM feed e WHERE e.day >= ${dayAfter(from)} ${and(all)}`;
}
