import type pg from "pg";
import type { BatchResult } from "./batch.js";

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

export type CommitOutcome = "committed" | "aborted" | "unknown";

/** Asks the database what became of a transaction; one still in progress is asked for again. */
export async function outcomeOf(pool: pg.Pool, xid: string, signal: AbortSignal): Promise<CommitOutcome> {
  while (!signal.aborted) {
    try {
      const { rows } = await pool.query<{ status: string | null }>(
        "SELECT pg_xact_status($1::xid8) AS status",
        [xid],
      );
      const status = rows[0]?.status;
      if (status === "committed" || status === "aborted") return status;
      if (status !== "in progress") return "unknown";
    } catch {
      // The database is still away; it is asked until the caller's patience ends.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return "unknown";
}
