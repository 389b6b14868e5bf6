import { isDefect, kindOfError, type ErrorKind } from "../database-error.js";
import { CommitLost } from "./commit-lost.js";

/** What a failed batch calls for; `lost`: the connection was lost at COMMIT. */
export type FailureKind = ErrorKind | "lost";

export function classify(error: unknown): FailureKind {
  if (!(error instanceof CommitLost)) return kindOfError(error);
  const kind = kindOfError(error.cause);
  // Only an answer of the transaction itself says that it was not committed.
  return kind === "again" || (kind === "poison" && !isDefect(error.cause)) ? kind : "lost";
}
