import type {
  DifferenceOutcome,
  ReconciliationOrigin,
  ReconciliationState,
} from "../../generated/graphql.js";
import type { Reconciliation } from "./use-reconciliations.js";

interface Shown {
  readonly tone: "green" | "amber" | "red" | "grey";
  readonly label: string;
}

export const STATES: Readonly<Record<ReconciliationState, Shown>> = {
  RUNNING: { tone: "amber", label: "Running" },
  DONE: { tone: "green", label: "Done" },
  FAILED: { tone: "red", label: "Failed" },
  ABANDONED: { tone: "grey", label: "Abandoned" },
};

export const OUTCOMES: Readonly<Record<DifferenceOutcome, Shown>> = {
  CORRECTED: { tone: "green", label: "Corrected" },
  FOUND: { tone: "amber", label: "Found" },
  UNSETTLED: { tone: "amber", label: "Unsettled" },
  SUPERSEDED: { tone: "grey", label: "Superseded" },
  REFUSED: { tone: "red", label: "Refused" },
  MISSING: { tone: "red", label: "Missing" },
};

/** What an outcome means, where nothing else says it. */
export const MEANINGS: Readonly<Record<DifferenceOutcome, string>> = {
  CORRECTED: "Booked.",
  FOUND: "Would be booked, but for the dry run.",
  UNSETTLED: "Stock moved while the figure was taken: the next one can tell.",
  SUPERSEDED: "Somebody has counted or corrected it since.",
  REFUSED: "",
  MISSING: "The source, which names everything, does not name it.",
};

export const ORIGINS: Readonly<Record<ReconciliationOrigin, string>> = {
  SCHEDULE: "Schedule",
  REQUEST: "Request",
  COMMAND: "Command line",
};

export function nameOf({ dryRun, startedAt }: Pick<Reconciliation, "dryRun" | "startedAt">): string {
  return `${dryRun ? "Dry run" : "Correction"} of ${new Date(startedAt).toLocaleString()}`;
}
