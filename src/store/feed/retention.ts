import type pg from "pg";
import type { FeedRetention } from "../../ports/feed-retention.js";
import { queryJson } from "../json-query.js";
import { CLEANING, DETACH, FORGET, NEXT_TO_DROP, PREPARE } from "./retention-statements.js";

interface Partition {
  readonly name: string;
  readonly attached: boolean;
  /** Detaching it was begun and did not come to its end. */
  readonly interrupted: boolean;
}

interface Cleaned {
  readonly count: number;
  readonly upTo: string | null;
}

const AT_ONCE = 500;
const FROM_THE_OLDEST = "-infinity";

export function createFeedRetention(pool: pg.Pool): FeedRetention {
  let from = CLEANING.map(() => FROM_THE_OLDEST);

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
      const cleaned: Cleaned[] = [];
      for (const [index, statement] of CLEANING.entries())
        cleaned.push(await queryJson(pool, statement, [days, from[index], AT_ONCE]));
      const more = cleaned.some(({ count }) => count === AT_ONCE);
      from = cleaned.map(({ upTo }, index) => (more ? (upTo ?? from[index]) : null) ?? FROM_THE_OLDEST);
      return more;
    },
  };
}
