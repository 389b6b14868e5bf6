import type pg from "pg";
import type { FeedRetention } from "../../ports/feed-retention.js";
import { queryJson } from "../json-query.js";
import { createKeyCleaner } from "./expired-keys.js";
import { CLEANING, DETACH, FORGET, NEXT_TO_DROP, PREPARE } from "./retention-statements.js";

interface Partition {
  readonly name: string;
  readonly attached: boolean;
  /** Detaching it was begun and did not come to its end. */
  readonly interrupted: boolean;
}

const AT_ONCE = 500;

export function createFeedRetention(pool: pg.Pool): FeedRetention {
  const keys = createKeyCleaner(pool);
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
      let more = await keys.clean();
      for (const statement of CLEANING)
        if ((await queryJson<number>(pool, statement, [days, AT_ONCE])) === AT_ONCE) more = true;
      return more;
    },
  };
}
