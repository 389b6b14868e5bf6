import type { Result } from "../domain/decision.js";
import { checkNote, checkSelection, type DeadLetterSelection } from "./dead-letter-input.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Caller, Optional } from "./use-case.js";

export interface RedriveDeadLettersInput extends DeadLetterSelection {
  readonly source: string;
  /** 1-1,000 characters, not only blanks. */
  readonly note?: Optional<string>;
}

export interface RedrivenLetters {
  readonly count: number;
  /** Of those that match, some are still to be decided on. */
  readonly hasMore: boolean;
}

/** In one statement. */
export const MOST_REDRIVEN = 1_000;

/** Has all messages of a source that match sent again, those that died first before others; so many at a call. */
export async function redriveDeadLetters(
  { deadLetters, audit }: Pick<PipelineDeps, "deadLetters" | "audit">,
  input: RedriveDeadLettersInput,
  caller: Caller,
): Promise<Result<RedrivenLetters>> {
  const { source, reasonContains = null, eventType = null, note = null } = input;
  const problems = checkSelection(input);
  checkNote(problems, note);
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const redriven = await deadLetters.redriveAll(
    { source, reasonContains, eventType },
    { by: caller.subject, note },
    MOST_REDRIVEN,
  );
  if (redriven.count > 0) {
    const of = { source, reasonContains, eventType, count: redriven.count };
    audit.did({ operation: "redriveDeadLetters", of, outcome: "DONE" }, caller);
  }
  return { ok: true, value: redriven };
}
