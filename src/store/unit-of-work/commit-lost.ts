import type pg from "pg";
import type { BatchResult } from "./batch.js";

const INVALID_PARAMETER = "22023";

/** The connection was lost at COMMIT: the batch may be written or not. */
export class CommitLost extends Error {
  override readonly name = "CommitLost";
  readonly xid: string;
  readonly result: BatchResult;

  constructor(xid: string, result: BatchResult, cause: unknown) {
    super(`the connection was lost while transaction ${xid} committed`, { cause });
    this.xid = xid;
    this.result = result;
  }
}

/**
 * What a transaction is asked for by: its number, and the life of the server that gave it. A crash
 * forgets the numbers of what was not committed, and gives them to other transactions.
 */
export const TRANSACTION_NAME = `concat(pg_current_xact_id(), '@', ${serverLife()})`;

const STATUS = `
  SELECT CASE WHEN s.status = 'committed' AND split_part($1, '@', 2) <> ${serverLife()} THEN NULL ELSE s.status END AS status
  FROM (SELECT pg_xact_status(split_part($1, '@', 1)::xid8) AS status) s`;

export type CommitOutcome = "committed" | "aborted" | "unknown";

/** Asks the database what became of a transaction; one still in progress is asked for again. */
export async function outcomeOf(pool: pg.Pool, xid: string, signal: AbortSignal): Promise<CommitOutcome> {
  while (!signal.aborted) {
    try {
      const { rows } = await pool.query<{ status: string | null }>(STATUS, [xid]);
      const status = rows[0]?.status;
      if (status === "committed" || status === "aborted") return status;
      if (status !== "in progress") return "unknown";
    } catch (error) {
      // The number is not given yet: the transaction was lost in a crash, and nobody has its number since.
      if ((error as { code?: string }).code === INVALID_PARAMETER) return "aborted";
      // The database is still away; it is asked until the caller's patience ends.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return "unknown";
}

/** A crash ends it, with the server's process or without: then statistics begin anew. */
function serverLife(): string {
  return "concat(pg_postmaster_start_time(), ' ', pg_stat_get_bgwriter_stat_reset_time())";
}
