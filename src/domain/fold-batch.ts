import { BatchState, type Snapshot } from "./batch-state.js";
import type { Answer, Command, CommandMeta, RuleContext } from "./commands.js";
import { decide } from "./decide.js";
import type { Changes, Result } from "./decision.js";
import type { EventCheck } from "./events.js";
import { expireHolds } from "./rules/expire-holds.js";

export interface Job {
  readonly command: Command;
  readonly meta: CommandMeta;
}

/** What became of a job: the rule's answer, or the defect of its rule or of an event that it caused. */
export type JobOutcome = { readonly result: Result<Answer> } | { readonly defect: unknown };

export interface FoldedBatch {
  readonly changes: Changes;
  readonly outcomes: readonly JobOutcome[];
}

/** What every rule is given besides its own command, and what its events must pass. */
export type Surroundings = Pick<RuleContext, "newId" | "strategy"> & { readonly check: EventCheck };

/** Runs the rules over a locked snapshot, each on what the ones before it left behind. */
export function foldBatch(
  snapshot: Snapshot,
  jobs: readonly Job[],
  { check, ...surroundings }: Surroundings,
): FoldedBatch {
  const state = new BatchState(snapshot, check);
  const carryOut = ({ command, meta }: Job): JobOutcome => {
    try {
      const decision = decide(state, command, { ...meta, ...surroundings, now: snapshot.now });
      state.apply(decision.changes);
      return { result: decision.result };
    } catch (defect) {
      return { defect };
    }
  };
  // Repairs come first: the balances are those of the snapshot, and what is booked on a level
  // that contradicts its ledger would be refused.
  const repairs = new Map(jobs.filter(isRepair).map((job) => [job, carryOut(job)]));
  bookExpiredHolds(state, snapshot, surroundings);
  const outcomes = jobs.map((job) => repairs.get(job) ?? carryOut(job));
  return { changes: state.changes(), outcomes };
}

function isRepair({ command }: Job): boolean {
  return command.kind === "repair";
}

function bookExpiredHolds(
  state: BatchState,
  snapshot: Snapshot,
  surroundings: Omit<Surroundings, "check">,
): void {
  for (const [id, following] of snapshot.followingExpiry) {
    const context: RuleContext = {
      ...surroundings,
      subject: "system",
      right: "system",
      correlationId: surroundings.newId(),
      causationId: null,
      userId: null,
      traceParent: null,
      warehouses: null,
      mayAdjust: true,
      now: snapshot.now,
    };
    expireHolds(state, id, following, context);
  }
}
