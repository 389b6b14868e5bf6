import type pg from "pg";
import { queryJson, type JsonStatement } from "../json-query.js";

const SLICE_PAGES = 128;
/** The table is walked through once in so many rounds. */
const ROUNDS = 360;

export interface Old {
  readonly table: "idempotency_key" | "inbox" | "order_intake" | "variant_intake";
  readonly column: "created_at" | "received_at" | "updated_at";
  readonly afterHours: number;
}

// By their place in the table: an index by age would cost each row a fifth of what writing it takes.
const cleanSlice = ({ table, column }: Old): JsonStatement => ({
  name: `clean_${table}`,
  text: `WITH gone AS (
           DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM ${table}
             WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $1::bigint + ${SLICE_PAGES})::tid
               AND ${column} < clock_timestamp() - $2::int * interval '1 hour'
             FOR UPDATE SKIP LOCKED)))
         SELECT (pg_relation_size('${table}') / current_setting('block_size')::int)::text AS json`,
});

/** Deletes what is too old to be asked for again, a slice of the table at a time. */
export function createSliceCleaner(pool: pg.Pool, old: Old) {
  const statement = cleanSlice(old);
  let page = 0;
  let due = 0;
  return {
    /** @returns whether there is more to do in this round. */
    async clean(): Promise<boolean> {
      const pages = await queryJson<number>(pool, statement, [page, old.afterHours]);
      if (due <= 0) due = pages / ROUNDS;
      due -= SLICE_PAGES;
      page = page + SLICE_PAGES < pages ? page + SLICE_PAGES : 0;
      return due > 0;
    },
  };
}
