import type pg from "pg";
import { Failure } from "../../domain/failure.js";
import { queryJson } from "../json-query.js";
import {
  OLDEST_IN_OUTBOX,
  OUTBOX_FLOOR,
  OUTBOX_WRITERS,
  SAVE_OUTBOX_FLOOR,
  SEQUENCE,
} from "./feed-statements.js";
import { createOutboxFloor } from "./outbox-floor.js";
import type { StoredEvent } from "./stored-event.js";

interface Sequenced {
  readonly newest: number | null;
  readonly rows: readonly StoredEvent[];
}

const SAVE_MS = 5_000;

/** The outbox as the sequencer empties it, reading no more of it than it must. */
export function createOutbox(pool: pg.Pool) {
  const floor = createOutboxFloor({
    writers: () => queryJson(pool, OUTBOX_WRITERS, []),
    oldestUpTo: (seq) => queryJson(pool, OLDEST_IN_OUTBOX, [seq]),
  });
  let saved = 0;
  let savedAt = 0;
  let sweepFailed: Error | undefined;

  async function move(epoch: number, limit: number, above: number): Promise<Sequenced | null> {
    const values = [epoch, limit, above];
    try {
      return await queryJson<Sequenced | null>(pool, SEQUENCE, values);
    } catch (error) {
      if (!isDayMissing(error)) throw error;
      await pool.query(
        "SELECT create_feed_day(greatest(max(day), (now() AT TIME ZONE 'UTC')::date)) FROM feed_day",
      );
      return queryJson(pool, SEQUENCE, values);
    }
  }

  /** So that the next relay need not begin at zero. */
  async function save(epoch: number): Promise<void> {
    const current = floor.current();
    if (current === saved || performance.now() - savedAt < SAVE_MS) return;
    savedAt = performance.now();
    await queryJson(pool, SAVE_OUTBOX_FLOOR, [current, epoch]);
    saved = current;
  }

  /** Beside the runs. What it fails with is thrown by the next run. */
  function sweep(): void {
    floor.sweep().catch((error: Error) => {
      // So many dead entries that it took too long: it is tried again.
      if (!(error instanceof Failure && error.code === "LIMIT_EXCEEDED")) sweepFailed = error;
    });
  }

  return {
    async begin(): Promise<void> {
      saved = await queryJson<number>(pool, OUTBOX_FLOOR, []);
      floor.startAt(saved);
    },
    /** @returns null when the epoch is not the newest any more. */
    async sequence(epoch: number, limit: number): Promise<readonly StoredEvent[] | null> {
      const failed = sweepFailed;
      sweepFailed = undefined;
      if (failed) throw failed;
      sweep();
      const { run, above } = floor.begin();
      const [answer] = await Promise.all([move(epoch, limit, above), floor.look(), save(epoch)]);
      if (answer === null) return null;
      floor.passed({ run, all: answer.rows.length < limit, upTo: answer.newest });
      return answer.rows;
    },
  };
}

/** Nobody has made the partition of a day that has begun. */
function isDayMissing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "23514" && message?.includes("no partition") === true;
}
