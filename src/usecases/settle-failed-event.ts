import type { Result } from "../domain/decision.js";
import type { Refusal } from "../domain/refusal.js";
import { Problems } from "../domain/validate.js";
import type { FailedEventRef, Settled } from "../ports/failed-events.js";
import type { Optional } from "./use-case.js";

export interface FailedEventInput extends FailedEventRef {
  /** 1-1,000 characters. */
  readonly note?: Optional<string>;
}

const MAX_NOTE_LENGTH = 1_000;

/** @returns what is wrong with the input; empty: nothing. */
export function checkFailedEvent({ sink, eventId, note }: FailedEventInput): readonly Refusal[] {
  const problems = new Problems();
  problems.id(["sink"], sink);
  problems.id(["eventId"], eventId);
  problems.text(["note"], note, 1, MAX_NOTE_LENGTH);
  return problems.refusals;
}

export function settledResult(settled: Settled, { sink, eventId }: FailedEventRef): Result<FailedEventRef> {
  if (settled === "DONE") return { ok: true, value: { sink, eventId } };
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
