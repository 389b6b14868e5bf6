import type pg from "pg";
import { queryJson, type JsonStatement } from "../json-query.js";

const SLICE_PAGES = 128;
/** The table is walked through once in so many rounds. */
const ROUNDS = 360;

// By their place in the table: an index by age would cost each key a fifth of what writing it takes.
const CLEAN_SLICE: JsonStatement = {
  name: "clean_expired_keys",
  text: `WITH gone AS (
           DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM idempotency_key
             WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $1::bigint + ${SLICE_PAGES})::tid
               AND created_at < clock_timestamp() - interval '24 hours'
             FOR UPDATE SKIP LOCKED)))
         SELECT (pg_relation_size('idempotency_key') / current_setting('block_size')::int)::text AS json`,
};

/** Deletes idempotency keys that have expired, a slice of the table at a time. */
export function createKeyCleaner(pool: pg.Pool) {
  let page = 0;
  let due = 0;
  return {
    /** @returns whether there is more to do in this round. */
    async clean(): Promise<boolean> {
      const pages = await queryJson<number>(pool, CLEAN_SLICE, [page]);
      if (due <= 0) due = pages / ROUNDS;
      due -= SLICE_PAGES;
      page = page + SLICE_PAGES < pages ? page + SLICE_PAGES : 0;
      return due > 0;
    },
  };
}
