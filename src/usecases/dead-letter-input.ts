import type { Result } from "../domain/decision.js";
import type { Refusal } from "../domain/refusal.js";
import { MAX_TEXT_LENGTH, Problems } from "../domain/validate.js";
import type { Decided, DeadLetterState, StoredDeadLetter } from "../ports/dead-letters.js";
import type { Optional } from "./use-case.js";

export interface DeadLetterSelection {
  readonly source?: Optional<string>;
  /** 1-500 characters. */
  readonly reasonContains?: Optional<string>;
  readonly eventType?: Optional<string>;
}

const MAX_NOTE_LENGTH = 1_000;
/** Types are other services' words. */
const MAX_TYPE_LENGTH = 255;

export function checkNote(problems: Problems, note: Optional<string>): void {
  problems.text(["note"], note, 1, MAX_NOTE_LENGTH);
  if (note && note.trim() === "") problems.invalid(["note"], "Must not be blank.");
}

export function checkSelection({ source, reasonContains, eventType }: DeadLetterSelection): Problems {
  const problems = new Problems();
  problems.id(["source"], source);
  problems.text(["reasonContains"], reasonContains, 1, MAX_TEXT_LENGTH);
  problems.text(["eventType"], eventType, 1, MAX_TYPE_LENGTH);
  return problems;
}

/** What an operator is told of a decision that he has taken, or wanted to. */
export function decidedResult(decided: Decided, id: string): Result<StoredDeadLetter> {
  if (decided === null) return refused(["id"], `There is no dead letter ${id}.`, "NOT_FOUND");
  if (decided === "KEY_REUSED") {
    return refused(["idempotencyKey"], "The key was used for another request.", "IDEMPOTENCY_KEY_REUSED");
  }
  const { outcome, letter } = decided;
  if (outcome === "DONE") return { ok: true, value: letter };
  if (outcome === "REFUSED") return refused(["id"], WHY_NOT[letter.state]);
  const sizes = `Its body has ${letter.contentBytes} bytes, of which ${letter.content.length} are kept`;
  return refused(["id"], `${sizes}: it cannot be sent again from here, only discarded.`);
}

const WHY_NOT: Readonly<Record<DeadLetterState, string>> = {
  OPEN: "The dead letter was opened again meanwhile: look at it, and decide again.",
  REDRIVING: "The dead letter is on its way to being handled again.",
  REDRIVEN: "The dead letter has been sent again already; if that failed, there is a new one.",
  DISCARDED: "The dead letter has been discarded.",
};

function refused(
  field: readonly string[],
  message: string,
  code: Refusal["code"] = "INVALID_INPUT",
): Result<never> {
  return { ok: false, refusals: [{ code, field, message }] };
}
