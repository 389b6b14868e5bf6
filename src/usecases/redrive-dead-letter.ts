import type { Result } from "../domain/decision.js";
import { MAX_IDEMPOTENCY_KEY_LENGTH, Problems } from "../domain/validate.js";
import type { StoredDeadLetter } from "../ports/dead-letters.js";
import { checkNote, decidedResult } from "./dead-letter-input.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Caller, Idempotent, Optional } from "./use-case.js";

export interface RedriveDeadLetterInput extends Idempotent {
  readonly id: string;
  /** 1-1,000 characters, not only blanks. */
  readonly note?: Optional<string>;
}

/** Has a message that could not be handled sent again to the end of its source's queue. */
export async function redriveDeadLetter(
  { deadLetters, audit }: Pick<PipelineDeps, "deadLetters" | "audit">,
  { id, note = null, idempotencyKey = null }: RedriveDeadLetterInput,
  caller: Caller,
): Promise<Result<StoredDeadLetter>> {
  const problems = new Problems();
  problems.id(["id"], id);
  checkNote(problems, note);
  problems.text(["idempotencyKey"], idempotencyKey, 1, MAX_IDEMPOTENCY_KEY_LENGTH);
  if (problems.refusals.length > 0) return { ok: false, refusals: problems.refusals };
  const decided = decidedResult(
    await deadLetters.redrive(id, { by: caller.subject, note }, idempotencyKey),
    id,
  );
  if (decided.ok) {
    const { source, eventId } = decided.value;
    const of = { deadLetterId: id, source, eventId };
    audit.did({ operation: "redriveDeadLetter", of, outcome: "DONE" }, caller);
  }
  return decided;
}
