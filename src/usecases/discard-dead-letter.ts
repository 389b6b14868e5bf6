import type { Result } from "../domain/decision.js";
import { Problems } from "../domain/validate.js";
import type { StoredDeadLetter } from "../ports/dead-letters.js";
import { checkNote, decidedResult } from "./dead-letter-input.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Caller } from "./use-case.js";

export interface DiscardDeadLetterInput {
  readonly id: string;
  /** 1-1,000 characters, not only blanks. */
  readonly note: string;
}

/** Gives up on a message for good: what it asks for is never done. */
export async function discardDeadLetter(
  { deadLetters, audit }: Pick<PipelineDeps, "deadLetters" | "audit">,
  { id, note }: DiscardDeadLetterInput,
  caller: Caller,
): Promise<Result<StoredDeadLetter>> {
  const problems = new Problems();
  problems.id(["id"], id);
  checkNote(problems, note);
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const decided = decidedResult(await deadLetters.discard(id, { by: caller.subject, note }), id);
  if (decided.ok) {
    const { source, eventId } = decided.value;
    const of = { deadLetterId: id, source, eventId };
    audit.did({ operation: "discardDeadLetter", of, outcome: "DONE" }, caller);
  }
  return decided;
}
