import type { Result } from "../domain/decision.js";
import type { Refusal } from "../domain/refusal.js";
import { Problems } from "../domain/validate.js";
import type { FailedEventRef, Settled } from "../ports/failed-events.js";
import type { PipelineDeps } from "./pipeline-deps.js";
import type { Optional } from "./use-case.js";

export interface FailedEventInput extends FailedEventRef {
  /** 1-1,000 characters, not only blanks. */
  readonly note?: Optional<string>;
}

const MAX_NOTE_LENGTH = 1_000;

/** @returns what is wrong with the input; empty: nothing. */
export function checkFailedEvent({ sink, eventId, note }: FailedEventInput): readonly Refusal[] {
  const problems = new Problems();
  problems.id(["sink"], sink);
  problems.id(["eventId"], eventId);
  problems.text(["note"], note, 1, MAX_NOTE_LENGTH);
  if (note && note.trim() === "") problems.invalid(["note"], "Must not be blank.");
  return problems.refusals;
}

export async function settledResult(
  { desk }: PipelineDeps,
  settled: Settled,
  { sink, eventId }: FailedEventRef,
): Promise<Result<FailedEventRef>> {
  if (settled === "DONE") return { ok: true, value: { sink, eventId } };
  if (settled === null && !(await desk.status()).sinks.some(({ name }) => name === sink)) {
    const message = `There is no sink ${sink}.`;
    return { ok: false, refusals: [{ code: "NOT_FOUND", field: ["sink"], message }] };
  }
  const field = ["eventId"];
  const refusal: Refusal =
    settled === null
      ? { code: "NOT_FOUND", field, message: `${sink} has not failed with the event ${eventId}.` }
      : { code: "INVALID_INPUT", field, message: WHY_NOT[settled] };
  return { ok: false, refusals: [refusal] };
}

const WHY_NOT: Readonly<Record<Exclude<Settled, "DONE" | null>, string>> = {
  RETRYING: "The event is being retried by itself; it is not parked.",
  PARKED: "The event is parked.",
  HELD: "The event was not tried yet: it waits for an earlier one of the same item or order.",
  DELIVERED: "The event has been delivered meanwhile.",
  RESOLVED: "The event has been resolved already.",
};
