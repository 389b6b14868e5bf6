import { BatchState, type Snapshot } from "./batch-state.js";
import type { Answer, Command, CommandMeta, RuleContext } from "./commands.js";
import { decide } from "./decide.js";
import type { Changes, Result } from "./decision.js";
import { expireHolds } from "./rules/expire-holds.js";

export interface Job {
  readonly command: Command;
  readonly meta: CommandMeta;
}

/** What became of a job: the rule's answer, or the defect that its rule threw. */
export type JobOutcome = { readonly result: Result<Answer> } | { readonly defect: unknown };

export interface FoldedBatch {
  readonly changes: Changes;
  readonly outcomes: readonly JobOutcome[];
}

/** What every rule is given besides its own command. */
export type Surroundings = Pick<RuleContext, "newId" | "strategy">;

/** Runs the rules over a locked snapshot, each on what the ones before it left behind. */
export function foldBatch(snapshot: Snapshot, jobs: readonly Job[], surroundings: Surroundings): FoldedBatch {
  const state = new BatchState(snapshot);
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

function bookExpiredHolds(state: BatchState, snapshot: Snapshot, surroundings: Surroundings): void {
  for (const [id, following] of snapshot.followingExpiry) {
    const context: RuleContext = {
      ...surroundings,
      subject: "system",
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
