import type pg from "pg";
import type { FeedRetention } from "../../ports/feed-retention.js";
import { queryJson } from "../json-query.js";
import { CLEANING, CLEANING_LETTERS, DETACH, FORGET, NEXT_TO_DROP, PREPARE } from "./retention-statements.js";
import { createSliceCleaner } from "./slice-cleaner.js";

interface Partition {
  readonly name: string;
  readonly attached: boolean;
  /** Detaching it was begun and did not come to its end. */
  readonly interrupted: boolean;
}

const AT_ONCE = 500;
const DAY = 24;

/** For how long something is remembered that may be told again. */
export interface Memory {
  /** Messages that were carried out. */
  readonly messageDays: number;
  /** What messages said of an order or a variant, after the last of them. */
  readonly orderDays: number;
  /** Dead letters, after they were settled. */
  readonly deadLetterDays: number;
}

export function createFeedRetention(
  pool: pg.Pool,
  { messageDays = 60, orderDays = 365, deadLetterDays = 30 }: Partial<Memory> = {},
): FeedRetention {
  const cleaners = [
    createSliceCleaner(pool, { table: "idempotency_key", column: "created_at", afterHours: DAY }),
    createSliceCleaner(pool, { table: "inbox", column: "received_at", afterHours: messageDays * DAY }),
    createSliceCleaner(pool, { table: "order_intake", column: "updated_at", afterHours: orderDays * DAY }),
    createSliceCleaner(pool, { table: "variant_intake", column: "updated_at", afterHours: orderDays * DAY }),
  ];
  return {
    async prepare() {
      await pool.query(PREPARE);
    },
    detach: (longestLagDays, live) => queryJson(pool, DETACH, [longestLagDays, live]),
    forget: (days, live) => queryJson(pool, FORGET, [days, live]),
    async drop() {
      const partition = await queryJson<Partition | null>(pool, NEXT_TO_DROP, []);
      if (!partition) return null;
      // Readers and the sequencer go on meanwhile: it waits for those who began before, as long as a statement may.
      const how = partition.interrupted ? "FINALIZE" : "CONCURRENTLY";
      if (partition.attached) await pool.query(`ALTER TABLE feed DETACH PARTITION ${partition.name} ${how}`);
      await pool.query(`DROP TABLE ${partition.name}`);
      return partition.name;
    },
    async clean(days) {
      let more = false;
      for (const cleaner of cleaners) if (await cleaner.clean()) more = true;
      const cleaning = [
        ...CLEANING.map((each) => [each, days] as const),
        [CLEANING_LETTERS, deadLetterDays] as const,
      ];
      for (const [statement, kept] of cleaning)
        if ((await queryJson<number>(pool, statement, [kept, AT_ONCE])) === AT_ONCE) more = true;
      return more;
    },
  };
}
