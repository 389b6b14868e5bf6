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

/** Runs the rules over a locked snapshot, each on what the ones before it left behind. */
export function foldBatch(snapshot: Snapshot, jobs: readonly Job[], newId: () => string): FoldedBatch {
  const state = new BatchState(snapshot);
  bookExpiredHolds(state, snapshot, newId);
  const outcomes = jobs.map(({ command, meta }): JobOutcome => {
    try {
      const decision = decide(state, command, { ...meta, now: snapshot.now, newId });
      state.apply(decision.changes);
      return { result: decision.result };
    } catch (defect) {
      return { defect };
    }
  });
  return { changes: state.changes(), outcomes };
}

function bookExpiredHolds(state: BatchState, snapshot: Snapshot, newId: () => string): void {
  for (const [id, following] of snapshot.followingExpiry) {
    const context: RuleContext = {
      subject: "system",
      correlationId: newId(),
      causationId: null,
      userId: null,
      warehouses: null,
      mayAdjust: true,
      now: snapshot.now,
      newId,
    };
    expireHolds(state, id, following, context);
  }
}
